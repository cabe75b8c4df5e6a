// Queries run by a few threads with a connection each, awaited by coroutines: libpqxx blocks, event loops must not.
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <thread>
#include <type_traits>
#include <vector>

#include "api/http/problem.hpp"
#include "api/http/task.hpp"
#include "ledger/common/database_settings.hpp"

namespace ledger::api {

/// All greater than zero.
struct ReadLimits {
  std::size_t threads = 4;
  /// Queries that may wait for a thread; beyond it, 503.
  std::size_t queue_max = 2'000;
  /// How long a query may take, waiting included.
  std::chrono::milliseconds deadline{5'000};
};

/// Connections are made when first needed and thrown away at their first error.
class ReadPool {
 public:
  /// `name` tells this pool's metrics from another one's.
  ReadPool(DatabaseSettings settings, ReadLimits limits, prometheus::Registry& metrics,
           const std::string& name = "queries");
  /// Stops, and waits for the threads; queries that still wait for one are dropped.
  ~ReadPool();
  /// From now on no query is begun, and those under way have two seconds. Does not wait.
  void begin_stop();
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;

  /// Runs `query(pqxx::transaction_base&)`, which must own all that it uses, since it may outlast the caller's
  /// patience. Statements are committed one by one. It may be run twice if a connection turns out to be stale.
  /// Throws ReadsUnavailable, and whatever the query throws.
  template <class Query>
  Task<std::invoke_result_t<Query&, pqxx::transaction_base&>> run(Query query);

 private:
  using Clock = std::chrono::steady_clock;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  /// A query in the queue, whatever its result.
  class Job {
   public:
    explicit Job(Clock::time_point deadline) : deadline_(deadline) {}
    virtual ~Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    [[nodiscard]] bool is_overdue() const { return Clock::now() >= deadline_; }
    [[nodiscard]] Clock::time_point deadline() const { return deadline_; }
    virtual void run(pqxx::transaction_base& transaction) = 0;
    virtual void fail(std::exception_ptr failure) = 0;

   private:
    Clock::time_point deadline_;
  };

  template <class Value>
  struct Wait;
  template <class Query, class Value>
  class TypedJob;

  /// A connection whose answer is waited for. The server's own statement_timeout is of no use where the server does
  /// not answer at all, so the connection is then cut from outside.
  struct Watched {
    int socket = -1;
    Clock::time_point cut_at;
  };
  using Watches = std::list<Watched>;
  class Watch;

  /// False if the queue is full.
  bool push(std::unique_ptr<Job> job);
  std::unique_ptr<Job> take();
  void work();
  void perform(Job& job, std::unique_ptr<pqxx::connection>& connection);
  /// Cuts the connections that are waited for too long, until the last thread has ended.
  void cut_overdue();
  [[nodiscard]] bool is_stopping();

  const DatabaseSettings settings_;
  const ReadLimits limits_;
  prometheus::Gauge& queued_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Job>> waiting_;
  bool stopping_ = false;
  Clock::time_point stop_cut_at_ = Clock::time_point::max();
  Watches watches_;
  std::size_t running_ = 0;
  std::condition_variable ended_;
  std::vector<std::thread> threads_;
  std::thread cutter_;
};

/// What the coroutine and the job share; touched on the coroutine's event loop only.
template <class Value>
struct ReadPool::Wait {
  explicit Wait(const Executor& executor) : timer(executor) {}
  Timer timer;
  std::optional<Value> value;
  std::exception_ptr failure;
};

template <class Query, class Value>
class ReadPool::TypedJob final : public Job {
 public:
  TypedJob(Query query, std::shared_ptr<Wait<Value>> wait, Clock::time_point deadline)
      : Job(deadline), query_(std::move(query)), wait_(std::move(wait)) {}

  void run(pqxx::transaction_base& transaction) override {
    finish([value = query_(transaction)](Wait<Value>& wait) mutable { wait.value = std::move(value); });
  }
  void fail(std::exception_ptr failure) override {
    finish([failure = std::move(failure)](Wait<Value>& wait) { wait.failure = failure; });
  }

 private:
  template <class Change>
  void finish(Change change) {
    const auto executor = wait_->timer.get_executor();
    boost::asio::post(executor, [wait = std::move(wait_), change = std::move(change)]() mutable {
      change(*wait);
      wait->timer.cancel();
    });
  }

  Query query_;
  std::shared_ptr<Wait<Value>> wait_;
};

template <class Query>
Task<std::invoke_result_t<Query&, pqxx::transaction_base&>> ReadPool::run(Query query) {
  using Value = std::invoke_result_t<Query&, pqxx::transaction_base&>;
  const auto deadline = Clock::now() + limits_.deadline;
  const Executor executor = co_await boost::asio::this_coro::executor;
  auto wait = std::make_shared<Wait<Value>>(executor);
  wait->timer.expires_at(deadline);
  if (!push(std::make_unique<TypedJob<Query, Value>>(std::move(query), wait, deadline))) {
    throw ReadsUnavailable{"reads_busy", "more reads are waiting than the ledger takes"};
  }
  co_await wait->timer.async_wait(boost::asio::as_tuple(use_task));
  if (wait->failure) std::rethrow_exception(wait->failure);
  if (!wait->value) throw ReadsUnavailable{"deadline_passed", "the database did not answer in time"};
  co_return std::move(*wait->value);
}

}  // namespace ledger::api
