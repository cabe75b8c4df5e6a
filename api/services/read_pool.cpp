#include "api/services/read_pool.hpp"

#include <spdlog/spdlog.h>

#include "ledger/common/database.hpp"

namespace ledger::api {
namespace {

/// Whether the connection is gone; PostgreSQL says 57P.. where it was told to end it.
bool is_loss(const std::exception& error) {
  if (dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr) return true;
  const auto* refused = dynamic_cast<const pqxx::sql_error*>(&error);
  return refused != nullptr && refused->sqlstate().starts_with("57P");
}

/// What the waiting coroutine throws for the exception being handled.
std::exception_ptr failure_of(const std::exception& error) {
  if (is_loss(error)) {
    return std::make_exception_ptr(ReadsUnavailable{"database_away", "the database cannot be reached; try again"});
  }
  const auto* refused = dynamic_cast<const pqxx::sql_error*>(&error);
  const bool canceled = refused != nullptr && refused->sqlstate() == "57014";
  if (canceled) {
    return std::make_exception_ptr(ReadsUnavailable{"deadline_passed", "the database did not answer in time"});
  }
  return std::current_exception();
}

}  // namespace

ReadPool::ReadPool(DatabaseSettings settings, ReadLimits limits, prometheus::Registry& metrics)
    : settings_(std::move(settings)),
      limits_(limits),
      queued_(prometheus::BuildGauge()
                  .Name("ledger_reads_queued")
                  .Help("Queries that wait for a connection")
                  .Register(metrics)
                  .Add({})) {
  for (std::size_t made = 0; made < limits_.threads; ++made) threads_.emplace_back([this] { work(); });
}

ReadPool::~ReadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool ReadPool::push(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= limits_.queue_max) return false;
    waiting_.push_back(std::move(job));
    queued_.Set(static_cast<double>(waiting_.size()));
  }
  changed_.notify_one();
  return true;
}

std::unique_ptr<ReadPool::Job> ReadPool::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  if (stopping_) return nullptr;
  auto job = std::move(waiting_.front());
  waiting_.pop_front();
  queued_.Set(static_cast<double>(waiting_.size()));
  return job;
}

void ReadPool::work() {
  std::unique_ptr<pqxx::connection> connection;
  while (auto job = take()) {
    // Nobody waits for it any more.
    if (job->is_overdue()) continue;
    perform(*job, connection);
  }
}

void ReadPool::perform(Job& job, std::unique_ptr<pqxx::connection>& connection) {
  for (;;) {
    const bool fresh = connection == nullptr;
    try {
      if (fresh) {
        const SessionLimits limits{
            .statement = limits_.deadline, .lock = limits_.deadline, .idle_in_transaction = limits_.deadline};
        connection = connect(settings_, limits, "ledger-api reads");
      }
      pqxx::nontransaction session(*connection);
      job.run(session);
      return;
    } catch (const std::exception& error) {
      connection.reset();
      // A connection from before the database was restarted is no reason to refuse; one made just now is.
      if (!fresh && is_loss(error)) continue;
      spdlog::warn("a read failed: {}", error.what());
      return job.fail(failure_of(error));
    }
  }
}

}  // namespace ledger::api
