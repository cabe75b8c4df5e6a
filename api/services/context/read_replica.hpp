// A streaming replica of the database, which answers what it has all that it takes for.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "api/coroutines/read_pool.hpp"

namespace ledger::api {

/// Reads at the replica cost nobody more than a pause: where it is behind, away or slow, the database itself is read.
/// After a failure it is left alone for a while, twice as long after each; then one read finds out how it is. For any
/// thread.
class ReadReplica {
 public:
  /// Points and pages are as of the pools of the database, with shorter deadlines. `metrics` must outlive it.
  ReadReplica(const DatabaseSettings& settings, ReadLimits points, ReadLimits pages, prometheus::Registry& metrics);

  /// The pools, for queries of each kind.
  [[nodiscard]] ReadPool& points() { return points_; }
  [[nodiscard]] ReadPool& pages() { return pages_; }

  /// Returns true if a read may be tried.
  bool may_be_asked();
  /// Runs a query, which returns nothing if the replica does not have all that it takes. Returns nothing then, and if
  /// the replica fails. Only after may_be_asked().
  template <class Query>
  Task<std::invoke_result_t<Query&, pqxx::transaction_base&>> run(ReadPool& pool, Query query, std::string caller = {});

  /// Starts no more queries. Does not wait.
  void begin_stop();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Outcome { answered, behind, busy, failed };

  void note(Outcome outcome, const std::string& what = {});

  ReadPool points_;
  ReadPool pages_;
  prometheus::Counter& answered_;
  prometheus::Counter& behind_;
  prometheus::Counter& busy_;
  prometheus::Counter& failed_;
  prometheus::Counter& left_alone_;
  prometheus::Gauge& up_;
  std::mutex mutex_;
  /// The pause after the latest failure; zero while the replica answers.
  std::chrono::seconds pause_{0};
  Clock::time_point ask_again_;
};

template <class Query>
Task<std::invoke_result_t<Query&, pqxx::transaction_base&>> ReadReplica::run(ReadPool& pool, Query query,
                                                                             std::string caller) {
  std::string failure;
  try {
    auto answer = co_await pool.run(std::move(query), std::move(caller));
    note(answer ? Outcome::answered : Outcome::behind);
    co_return answer;
  } catch (const ReadsUnavailable& unavailable) {
    if (unavailable.code == "reads_busy") {
      note(Outcome::busy);
      co_return std::nullopt;
    }
    failure = unavailable.detail;
  } catch (const std::exception& error) {
    failure = error.what();
  }
  note(Outcome::failed, failure);
  co_return std::nullopt;
}

}  // namespace ledger::api
