#include "api/services/read_pool.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

namespace ledger::api {
namespace {

/// How long after a query's deadline its connection is cut: the server's own deadline comes first where it answers.
constexpr std::chrono::milliseconds cut_after{1'000};
constexpr std::chrono::milliseconds stop_patience{2'000};
constexpr std::chrono::milliseconds cut_interval{200};

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

/// What the coroutine and its job share; touched on the coroutine's event loop only.
struct ReadPool::Wait {
  explicit Wait(const Executor& executor) : timer(executor) {}

  boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor> timer;
  bool done = false;
  std::exception_ptr failure;
};

/// A query in the queue.
struct ReadPool::Job {
  Reading reading;
  std::shared_ptr<Wait> wait;
  Clock::time_point deadline;

  [[nodiscard]] bool is_overdue() const { return Clock::now() >= deadline; }

  /// Once: back onto the coroutine's event loop.
  void finish(std::exception_ptr failure) {
    const auto executor = wait->timer.get_executor();
    boost::asio::post(executor, [ended = std::move(wait), failure = std::move(failure)] {
      ended->done = true;
      ended->failure = failure;
      ended->timer.cancel();
    });
  }
};

/// Has the connection watched for as long as the query is under way.
class ReadPool::Watch {
 public:
  Watch(ReadPool& pool, int socket, Clock::time_point cut_at) : pool_(pool) {
    const std::lock_guard lock(pool_.mutex_);
    place_ = pool_.watches_.insert(pool_.watches_.end(), {.socket = socket, .cut_at = cut_at});
  }
  ~Watch() {
    // Before the socket is closed, whose number another one may get.
    const std::lock_guard lock(pool_.mutex_);
    pool_.watches_.erase(place_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  ReadPool& pool_;
  Watches::iterator place_;
};

ReadPool::ReadPool(DatabaseSettings settings, ReadLimits limits, prometheus::Registry& metrics, const std::string& name)
    : settings_(std::move(settings)),
      limits_(limits),
      queued_(prometheus::BuildGauge()
                  .Name("ledger_reads_queued")
                  .Help("Queries that wait for a connection")
                  .Register(metrics)
                  .Add({{"pool", name}})) {
  running_ = limits_.threads;
  for (std::size_t made = 0; made < limits_.threads; ++made) threads_.emplace_back([this] { work(); });
  cutter_ = std::thread([this] { cut_overdue(); });
}

void ReadPool::begin_stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
    stop_cut_at_ = Clock::now() + stop_patience;
  }
  changed_.notify_all();
}

ReadPool::~ReadPool() {
  begin_stop();
  for (auto& thread : threads_) thread.join();
  cutter_.join();
}

Task<void> ReadPool::perform(Reading reading) {
  const auto deadline = Clock::now() + limits_.deadline;
  const Executor executor = co_await boost::asio::this_coro::executor;
  const auto wait = std::make_shared<Wait>(executor);
  wait->timer.expires_at(deadline);
  auto job = std::make_unique<Job>(Job{.reading = std::move(reading), .wait = wait, .deadline = deadline});
  const bool queued = push(std::move(job));
  if (!queued) throw ReadsUnavailable{"reads_busy", "more reads are waiting than the ledger takes"};
  co_await wait->timer.async_wait(boost::asio::as_tuple(use_task));
  if (wait->failure) std::rethrow_exception(wait->failure);
  if (!wait->done) throw ReadsUnavailable{"deadline_passed", "the database did not answer in time"};
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
  std::unique_ptr<DatabaseSession> connection;
  while (auto job = take()) {
    // Nobody waits for it any more.
    if (job->is_overdue()) continue;
    serve(*job, connection);
  }
  const std::lock_guard lock(mutex_);
  --running_;
  ended_.notify_all();
}

void ReadPool::cut_overdue() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, cut_interval, [this] { return running_ == 0; })) {
    const auto now = Clock::now();
    for (const auto& watched : watches_) {
      if (now >= std::min(watched.cut_at, stop_cut_at_)) shutdown(watched.socket, SHUT_RDWR);
    }
  }
}

bool ReadPool::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void ReadPool::serve(Job& job, std::unique_ptr<DatabaseSession>& connection) {
  for (;;) {
    const bool fresh = connection == nullptr;
    try {
      if (fresh) {
        const SessionLimits limits{
            .statement = limits_.deadline, .lock = limits_.deadline, .idle_in_transaction = limits_.deadline};
        connection = connect(settings_, {.application = "ledger-api reads", .limits = limits});
      }
      const Watch watch(*this, connection->sock(), job.deadline + cut_after);
      pqxx::nontransaction session(*connection);
      job.reading(session);
      return job.finish(nullptr);
    } catch (const ReadsUnavailable&) {
      return job.finish(std::current_exception());
    } catch (const PositionVoid&) {
      return job.finish(std::current_exception());
    } catch (const std::exception& error) {
      connection.reset();
      // A connection from before the database was restarted is no reason to refuse; one made just now is.
      if (!fresh && is_loss(error) && !job.is_overdue() && !is_stopping()) continue;
      spdlog::warn("a read failed: {}", error.what());
      return job.finish(failure_of(error));
    }
  }
}

}  // namespace ledger::api
