#include "api/coroutines/read_pool.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "ledger/writer/batch/outcome.hpp"
#include "ledger/writer/failure.hpp"

namespace ledger::api {
namespace {

/// A connection is cut this long after its query's deadline, so that the server's own timeout can come first.
constexpr std::chrono::milliseconds cut_after{1'000};
constexpr std::chrono::milliseconds stop_patience{2'000};
/// Overdue connections are looked for no more often than that, and no less: what is watched from now on is due later,
/// unless it took long to connect.
constexpr std::chrono::milliseconds cut_interval_min{200};
constexpr std::chrono::milliseconds cut_interval_max = cut_after;

/// Returns true if the connection is lost. PostgreSQL reports 57P.. when it was ordered to end the connection.
bool is_loss(const std::exception& error) {
  return dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr || sqlstate_of(error).starts_with("57P");
}

/// Returns true if a migration has changed what a statement answers with since the connection prepared it.
bool is_prepared_in_vain(const std::exception& error) { return sqlstate_of(error) == "0A000"; }

/// Returns true if the database is older than this program; the log reports this once for all reads.
bool lacks_tables(const std::exception& error) { return wants_migration(sqlstate_of(error)); }

/// Returns the exception that the waiting coroutine will throw in place of `error`.
std::exception_ptr failure_of(const std::exception& error) {
  if (is_loss(error)) {
    return std::make_exception_ptr(ReadsUnavailable{"database_away", "the database cannot be reached; try again"});
  }
  if (lacks_tables(error)) {
    const auto reason = Unavailable::Reason::migration_wanted;
    return std::make_exception_ptr(ReadsUnavailable{name_of(reason), std::string(advice_on(reason))});
  }
  const bool was_canceled = sqlstate_of(error) == "57014";
  if (was_canceled) {
    return std::make_exception_ptr(ReadsUnavailable{"deadline_passed", "the database did not answer in time"});
  }
  return std::current_exception();
}

}  // namespace

ReadLimits point_read_limits() {
  return {.threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 16)};
}

ReadLimits long_read_limits() {
  return {.threads = std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 4),
          .queue_max = 200,
          .own_queue_max = 100,
          .deadline = std::chrono::milliseconds(10'000),
          .niceness = 10};
}

/// The state that a coroutine shares with its job; it is touched on the coroutine's event loop only.
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
  Clock::time_point queued_at;
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
                  .Help("Queries waiting for a database connection")
                  .Register(metrics)
                  .Add({{"pool", name}})),
      under_way_(prometheus::BuildGauge()
                     .Name("ledger_reads_under_way")
                     .Help("Queries running on a database connection")
                     .Register(metrics)
                     .Add({{"pool", name}})),
      refused_(prometheus::BuildCounter()
                   .Name("ledger_reads_refused_total")
                   .Help("Queries refused because too many were waiting")
                   .Register(metrics)
                   .Add({{"pool", name}})),
      waited_(
          prometheus::BuildHistogram()
              .Name("ledger_reads_waited_seconds")
              .Help("Time queries waited for a database connection, in seconds")
              .Register(metrics)
              .Add({{"pool", name}}, prometheus::Histogram::BucketBoundaries{0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5})) {
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

Task<void> ReadPool::perform(Reading reading, std::string caller) {
  const auto queued_at = Clock::now();
  const auto deadline = queued_at + limits_.deadline;
  const Executor executor = co_await boost::asio::this_coro::executor;
  const auto wait = std::make_shared<Wait>(executor);
  wait->timer.expires_at(deadline);
  auto job = std::make_unique<Job>(
      Job{.reading = std::move(reading), .wait = wait, .queued_at = queued_at, .deadline = deadline});
  push(caller, std::move(job));
  co_await wait->timer.async_wait(boost::asio::as_tuple(use_task));
  if (wait->failure) std::rethrow_exception(wait->failure);
  if (!wait->done) throw ReadsUnavailable{"deadline_passed", "the database did not answer in time"};
}

void ReadPool::push(const std::string& caller, std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    const bool is_full = waiting_.size() >= limits_.queue_max;
    // At most as many as are left for others, so that a few callers together do not take all.
    const auto own_max = is_full ? 0 : std::min(limits_.own_queue_max, limits_.queue_max - waiting_.size());
    const bool has_too_many = !caller.empty() && waiting_.size_of(caller) >= own_max;
    if (is_full || has_too_many) {
      refused_.Increment();
      throw ReadsUnavailable{"reads_busy", is_full ? "more reads are waiting than the ledger takes"
                                                   : "more of your reads are waiting than the ledger takes of one"};
    }
    waiting_.push(caller, std::move(job));
    queued_.Set(static_cast<double>(waiting_.size()));
  }
  changed_.notify_one();
}

std::unique_ptr<ReadPool::Job> ReadPool::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  if (stopping_) return nullptr;
  auto job = waiting_.pop();
  queued_.Set(static_cast<double>(waiting_.size()));
  waited_.Observe(std::chrono::duration<double>(Clock::now() - job->queued_at).count());
  return job;
}

void ReadPool::work() {
  // Linux applies this to the calling thread only. Reads are correct without it, so a failure is ignored.
  if (limits_.niceness > 0) setpriority(PRIO_PROCESS, 0, limits_.niceness);
  std::unique_ptr<DatabaseSession> connection;
  while (auto job = take()) {
    // Its coroutine no longer waits.
    if (job->is_overdue()) continue;
    under_way_.Increment();
    serve(*job, connection);
    under_way_.Decrement();
  }
  const std::lock_guard lock(mutex_);
  --running_;
  ended_.notify_all();
}

void ReadPool::cut_overdue() {
  std::unique_lock lock(mutex_);
  auto interval = cut_interval_max;
  while (!ended_.wait_for(lock, interval, [this] { return running_ == 0; })) {
    const auto now = Clock::now();
    interval = cut_interval_max;
    for (const auto& watched : watches_) {
      interval = cut_interval_min;
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
      const bool is_old = is_loss(error) || is_prepared_in_vain(error);
      if (!fresh && is_old && !job.is_overdue() && !is_stopping()) continue;
      if (!lacks_tables(error)) spdlog::warn("a read failed: {}", error.what());
      return job.finish(failure_of(error));
    }
  }
}

}  // namespace ledger::api
