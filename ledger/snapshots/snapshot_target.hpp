// The place where a projection reads and writes snapshots: tables, or a comparison with tables.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "ledger/domain/account.hpp"
#include "ledger/snapshots/runs.hpp"

namespace ledger {

/// An account as its snapshot has it.
struct AccountSnapshot {
  Account state;
  /// The position of the event that led to the state.
  Position position;
  JournalId journal;
  /// Its live runs in ascending order of slots, and how many runs and slots there ever were.
  std::vector<LiveRun> live;
  std::int32_t run_count = 0;
  std::int32_t slot_count = 0;
};

/// Sums over all accounts of a currency.
struct CurrencyTotal {
  std::int64_t accounts = 0;
  RunTotals totals;
};
using CurrencyTotals = std::map<Currency, CurrencyTotal>;

/// Reading an account or a run does not see rows that were added and not flushed.
class SnapshotTarget {
 public:
  virtual ~SnapshotTarget() = default;

  /// The snapshots of those accounts that have one.
  virtual std::vector<AccountSnapshot> load_accounts(std::span<const AccountId> accounts) = 0;
  /// Returns up to `limit` entries of a run from row `first` on; none at its end.
  virtual std::vector<RunEntry> read_entries(AccountId account, RunNumber run, std::int32_t first,
                                             std::int32_t limit) = 0;
  virtual CurrencyTotals load_totals(JournalId journal) = 0;

  /// A row of a run: the entry's time with the run's totals behind it.
  virtual void add_row(AccountId account, RunNumber run, std::int32_t row, Moment effective, Position known_from,
                       const RunTotals& totals) = 0;
  virtual void add_slot_change(AccountId account, const SlotChange& change, Position valid_from) = 0;
  virtual void add_totals_at(JournalId journal, Position position, const CurrencyTotals& totals) = 0;
  /// Sends what was added.
  virtual void flush() = 0;

  virtual void put_accounts(std::span<const AccountSnapshot> accounts) = 0;
  virtual void put_totals(JournalId journal, const CurrencyTotals& totals) = 0;

 protected:
  SnapshotTarget() = default;
  SnapshotTarget(const SnapshotTarget&) = default;
  SnapshotTarget& operator=(const SnapshotTarget&) = default;
};

}  // namespace ledger
