// Runs: how an account's events are kept so that a balance at any past time, as it was known at any position, costs
// about the same in an account of ten events and of a million, in whatever order their effective times come.
//
// A run is a list of events in ascending order of effective time. An event extends the run that ends latest before it,
// or opens a run. Runs of a size class (powers of 4) are merged when there are more than four of them, so that there
// are never many. Everything depends on the sequence of events only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/domain/values/money.hpp"

namespace ledger {

/// Sums over some of an account's events. They need not fit 64 bits, as a run can hold deposits without the
/// withdrawals that came between them.
struct RunTotals {
  WideSum balance = 0;
  WideSum held = 0;
  /// The sum of all increases of the balance; what went out is this less the balance.
  WideSum credited = 0;
  bool operator==(const RunTotals&) const = default;
};

/// The change that one event made, and its times.
struct RunEntry {
  Moment effective;
  MinorUnits balance = 0;
  MinorUnits held = 0;
  bool operator==(const RunEntry&) const = default;
};

/// The totals behind one more event.
RunTotals operator+(const RunTotals& totals, const RunEntry& entry);

/// Numbers an account's runs in the order in which they were opened: 1, 2, 3 …
using RunNumber = Identifier<struct RunNumberTag, std::int32_t>;
/// The place that a run has among its account's live runs: 0, 1, 2 …; free again when the run has been merged.
using Slot = Identifier<struct SlotTag, std::int32_t>;

/// A run that new events can extend.
struct LiveRun {
  Slot slot{};
  RunNumber number{};
  /// The number of its rows, which are numbered from 0.
  std::int32_t size = 0;
  /// The effective time of its last row.
  Moment end{};
  RunTotals totals{};
  bool operator==(const LiveRun&) const = default;
};

inline bool lower_slot(const LiveRun& left, const LiveRun& right) { return left.slot < right.slot; }

/// From the position of the event on, `slot` holds the run with this number, or no run where the number is 0.
struct SlotChange {
  Slot slot;
  RunNumber number;
  bool operator==(const SlotChange&) const = default;
};

/// Several runs and the event itself become one run, sorted by (effective time, slot, row). The event stands behind the
/// rows of the run in `entry_slot`, or is alone there.
struct RunMerge {
  /// In ascending order of slots.
  std::vector<LiveRun> sources;
  Slot entry_slot;
  LiveRun result;
};

/// The change that an event makes to its account's runs.
struct RunStep {
  /// The run whose last row is the event's, as it is now; none where a merge took the event in at once.
  std::optional<LiveRun> appended;
  std::optional<RunMerge> merge;
  std::vector<SlotChange> slot_changes;
};

/// Bounds that a test may lower. The results depend on them: they are never changed in a ledger with data.
struct RunLimits {
  /// A run of this size (a power of 4) is not extended, and neither it nor a larger one is merged: row numbers are 32
  /// bits wide, and five runs below it still fit.
  std::int32_t rows_max = 1 << 28;
};

/// The most runs of a size class that there can be before they are merged.
constexpr int runs_per_class_max = 4;
/// ⌊log₄ size⌋
int size_class(std::int32_t size);

/// The live runs of one account.
class AccountRuns {
 public:
  explicit AccountRuns(RunLimits limits = {}) : limits_(limits) {}
  /// As they were stored: the live runs in ascending order of slots, and how many runs and slots there ever were.
  AccountRuns(std::vector<LiveRun> live, std::int32_t run_count, std::int32_t slot_count, RunLimits limits = {});

  /// Takes the account's next event.
  RunStep apply(const RunEntry& entry);

  [[nodiscard]] std::span<const LiveRun> live() const { return live_; }
  /// Returns how many runs there have been, which is the highest number given.
  [[nodiscard]] std::int32_t run_count() const { return run_count_; }
  /// Returns how many slots have ever been used, which is one more than the highest.
  [[nodiscard]] std::int32_t slot_count() const { return slot_count_; }

 private:
  [[nodiscard]] const LiveRun* to_extend(Moment effective) const;
  [[nodiscard]] Slot lowest_free_slot() const;
  [[nodiscard]] std::vector<LiveRun> to_merge_with(const LiveRun& own) const;
  void store(const LiveRun& run);
  void merge(std::vector<LiveRun> sources, const LiveRun& own, const RunEntry& entry, RunStep& step);

  std::vector<LiveRun> live_;
  std::int32_t run_count_ = 0;
  std::int32_t slot_count_ = 0;
  RunLimits limits_;
};

}  // namespace ledger
