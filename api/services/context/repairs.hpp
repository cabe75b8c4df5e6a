// Repairs of single accounts, one at a time beside the queries.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <atomic>

#include "api/coroutines/read_pool.hpp"
#include "ledger/snapshots/account_repair.hpp"

namespace ledger::api {

class Repairs {
 public:
  Repairs(DatabaseSettings settings, prometheus::Registry& metrics);
  /// Gives up the repair under way; the rows that it had put right stay right.
  ~Repairs();
  Repairs(const Repairs&) = delete;
  Repairs& operator=(const Repairs&) = delete;

  /// Compares the account's snapshots with its events and puts them right. Returns nothing if there is no such account.
  /// Throws ReadsUnavailable, also after two minutes: the repair goes on then.
  Task<std::optional<RepairReport>> run(JournalId journal, AccountId account);

 private:
  std::optional<RepairReport> repair(JournalId journal, AccountId account);
  std::optional<RepairReport> try_repair(JournalId journal, AccountId account);

  const DatabaseSettings settings_;
  prometheus::Family<prometheus::Counter>& repairs_;
  prometheus::Counter& clean_;
  prometheus::Counter& drifted_;
  prometheus::Counter& drift_rows_;
  std::atomic<bool> stopping_{false};
  // Last, so that its thread has ended before what it uses goes.
  ReadPool pool_;
};

}  // namespace ledger::api
