// Derives snapshots from events: applies a journal's events in order and writes what follows from them. The result
// depends on the sequence of events only, not on how they come in batches or what is in memory.
#pragma once

#include <span>
#include <unordered_set>

#include "ledger/domain/event.hpp"
#include "ledger/snapshots/account_store.hpp"
#include "ledger/snapshots/entry_merge.hpp"
#include "ledger/snapshots/snapshot_target.hpp"

namespace ledger {

/// Sums per currency are kept for every position that this divides.
constexpr std::int64_t totals_stride = 4096;

/// Bounds on memory; they do not change what is written, but for the last one.
struct ProjectionLimits {
  /// Accounts kept between batches. One takes about 500 bytes.
  std::size_t accounts_max = 100'000;
  /// Run entries kept between batches, of 24 bytes, and of one run. Longer runs are read again to be merged.
  std::size_t entries_max = 1'000'000;
  std::size_t entries_per_run_max = 65'536;
  /// Entries read at once from a run that is not in memory.
  std::int32_t page_entries = 10'000;
  /// True if accounts are written to account_snapshot only when they leave memory or at finish(), not with every batch.
  /// For filling tables that nobody reads yet.
  bool accounts_at_the_end = false;
  /// A test may lower it. It is never changed in a ledger with data.
  std::int64_t totals_stride = ledger::totals_stride;
};

/// One journal's projection. After an exception its memory and the tables may differ: roll back and make another one.
class Projection {
 public:
  /// Goes on where the tables stand.
  Projection(SnapshotTarget& tables, JournalId journal, ProjectionLimits limits);

  /// Applies events that follow what was applied before, and sends all that follows from them to the tables. Throws
  /// InvariantViolation, naming the position, for an event that cannot follow.
  void apply(std::span<const Event> events);
  /// Writes the accounts that `accounts_at_the_end` has held back.
  void finish();

  [[nodiscard]] std::size_t accounts_in_memory() const { return accounts_.size(); }
  [[nodiscard]] const CurrencyTotals& totals() const { return totals_; }

 private:
  void load(std::span<const Event> events);
  void apply(const Event& event);
  void append(ProjectedAccount& account, const LiveRun& run, const RunEntry& entry, Position position);
  void merge(ProjectedAccount& account, const RunMerge& merge, const RunEntry& entry, Position position);
  EntryPages entries_of(ProjectedAccount& account, const LiveRun& run);
  void keep(ProjectedAccount& account, RunNumber run, std::vector<RunEntry> entries);
  void count(const Event& event, const RunEntry& entry);
  void write_changed();
  void put(std::span<const AccountSnapshot> snapshots);

  SnapshotTarget& tables_;
  JournalId journal_;
  ProjectionLimits limits_;
  AccountStore accounts_;
  std::vector<ProjectedAccount*> changed_;
  std::size_t entries_kept_ = 0;
  CurrencyTotals totals_;
};

}  // namespace ledger
