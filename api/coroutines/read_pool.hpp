// Queries run by a few threads with a connection each, awaited by coroutines: libpqxx blocks, event loops must not.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "api/coroutines/fair_queue.hpp"
#include "api/coroutines/read_refusals.hpp"
#include "api/coroutines/task.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger::api {

/// All greater than zero.
struct ReadLimits {
  std::size_t threads = 2;
  /// Queries that may wait for a thread; beyond it, 503.
  std::size_t queue_max = 2'000;
  /// Queries of one named caller that may wait, so that nobody can fill the whole queue.
  std::size_t own_queue_max = 2'000;
  /// The maximum duration of a query, including the time it waits for a thread.
  std::chrono::milliseconds deadline{5'000};
  /// Lowers the threads' priority when processor time is scarce, from 0 (not at all) to 19: see nice(2).
  int niceness = 0;
};

/// Returns the limits for point reads, whose cost depends on nothing but a B-tree's depth. There are as many threads as
/// processors: with more, their sessions only compete if the database is on the same machine, and the scheduler then
/// keeps one of them waiting for up to half a second.
ReadLimits point_read_limits();
/// Returns the limits for long reads: pages of statements, histories, lists, sums and streams. Each query is a page.
/// There are few threads, because each keeps a processor of the database busy while point reads wait for it.
ReadLimits long_read_limits();

/// Connections are made when first needed and thrown away at their first error. Which pool a query runs in depends on
/// its kind only: a point read never waits for a long one.
class ReadPool {
 public:
  /// `name` labels this pool's metrics.
  ReadPool(DatabaseSettings settings, ReadLimits limits, prometheus::Registry& metrics,
           const std::string& name = "queries");
  /// Stops, and waits for the threads; queries that still wait for one are dropped.
  ~ReadPool();
  /// Starts no more queries, and gives running ones two seconds. Does not wait.
  void begin_stop();
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;

  /// Runs `query(pqxx::transaction_base&)`, which must own all that it uses, since it may outlast the caller's
  /// patience. Statements are committed one by one. It may be run twice if a connection turns out to be stale.
  /// Callers with different names take turns. Throws ReadsUnavailable, and whatever the query throws.
  template <class Query>
  Task<std::invoke_result_t<Query&, pqxx::transaction_base&>> run(Query query, std::string caller = {});

 private:
  using Clock = std::chrono::steady_clock;
  /// A query that leaves its result where its caller finds it: compiled once, whatever the result.
  using Reading = std::function<void(pqxx::transaction_base&)>;
  struct Wait;
  struct Job;

  /// A connection whose answer is waited for. The server's own statement_timeout is of no use where the server does
  /// not answer at all, so the connection is then cut from outside.
  struct Watched {
    int socket = -1;
    Clock::time_point cut_at;
  };
  using Watches = std::list<Watched>;
  class Watch;

  /// Queues the reading and waits until it has been done. Throws like run.
  Task<void> perform(Reading reading, std::string caller);
  /// Throws ReadsUnavailable if the queue is full.
  void push(const std::string& caller, std::unique_ptr<Job> job);
  std::unique_ptr<Job> take();
  void work();
  void serve(Job& job, std::unique_ptr<DatabaseSession>& connection);
  /// Cuts the connections that are waited for too long, until the last thread has ended.
  void cut_overdue();
  [[nodiscard]] bool is_stopping();

  const DatabaseSettings settings_;
  const ReadLimits limits_;
  prometheus::Gauge& queued_;
  prometheus::Gauge& under_way_;
  prometheus::Counter& refused_;
  prometheus::Histogram& waited_;
  std::mutex mutex_;
  std::condition_variable changed_;
  FairQueue<std::unique_ptr<Job>> waiting_;
  bool stopping_ = false;
  Clock::time_point stop_cut_at_ = Clock::time_point::max();
  Watches watches_;
  std::size_t running_ = 0;
  std::condition_variable ended_;
  std::vector<std::thread> threads_;
  std::thread cutter_;
};

template <class Query>
Task<std::invoke_result_t<Query&, pqxx::transaction_base&>> ReadPool::run(Query query, std::string caller) {
  using Value = std::invoke_result_t<Query&, pqxx::transaction_base&>;
  // Shared, as the query may outlast the caller, who looks only at what a query that has ended left here.
  const auto value = std::make_shared<std::optional<Value>>();
  Reading reading = [query = std::move(query), value](pqxx::transaction_base& transaction) mutable {
    value->emplace(query(transaction));
  };
  co_await perform(std::move(reading), std::move(caller));
  co_return std::move(**value);
}

}  // namespace ledger::api
