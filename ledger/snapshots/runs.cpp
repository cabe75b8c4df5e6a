#include "ledger/snapshots/runs.hpp"

#include <algorithm>
#include <bit>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
RunTotals operator+(const RunTotals& totals, const RunEntry& entry) {
  return {.balance = totals.balance + entry.balance,
          .held = totals.held + entry.held,
          .credited = totals.credited + std::max<MinorUnits>(entry.balance, 0)};
}

int size_class(std::int32_t size) { return (std::bit_width(static_cast<std::uint32_t>(size)) - 1) / 2; }

AccountRuns::AccountRuns(std::vector<LiveRun> live, std::int32_t run_count, std::int32_t slot_count, RunLimits limits)
    : live_(std::move(live)), run_count_(run_count), slot_count_(slot_count), limits_(limits) {
  ensure(std::is_sorted(live_.begin(), live_.end(), lower_slot), "live runs are not in the order of their slots");
}

const LiveRun* AccountRuns::to_extend(Moment effective) const {
  const LiveRun* best = nullptr;
  for (const auto& run : live_) {
    if (run.end > effective || run.size >= limits_.rows_max) continue;
    if (best == nullptr || run.end > best->end) best = &run;
  }
  return best;
}

Slot AccountRuns::lowest_free_slot() const {
  Slot free;
  for (const auto& run : live_) {
    if (run.slot != free) break;
    free = free.next();
  }
  return free;
}

std::vector<LiveRun> AccountRuns::to_merge_with(const LiveRun& own) const {
  // Before this event no class was too full, so only the class that `own` came into can be; and after a merge only
  // the class that the merged run comes into. A merge that would cause another one is not written down by itself.
  std::vector<LiveRun> merged;
  std::int32_t size = own.size;
  while (size_class(size) < size_class(limits_.rows_max)) {
    const int full_class = size_class(size);
    const auto begin = merged.size();
    for (const auto& run : live_) {
      if (run.number != own.number && size_class(run.size) == full_class) merged.push_back(run);
    }
    if (merged.size() - begin < runs_per_class_max) {
      merged.resize(begin);
      break;
    }
    for (auto run = begin; run < merged.size(); ++run) size += merged[run].size;
  }
  return merged;
}

void AccountRuns::store(const LiveRun& run) {
  const auto place = std::lower_bound(live_.begin(), live_.end(), run, lower_slot);
  if (place != live_.end() && place->slot == run.slot) {
    *place = run;
  } else {
    live_.insert(place, run);
  }
}

RunStep AccountRuns::apply(const RunEntry& entry) {
  const LiveRun* const extended = to_extend(entry.effective);
  LiveRun own = extended != nullptr ? *extended : LiveRun{.slot = lowest_free_slot()};
  own.size += 1;
  own.end = entry.effective;
  own.totals = own.totals + entry;

  RunStep step;
  auto merged = to_merge_with(own);
  if (!merged.empty()) {
    if (extended != nullptr) merged.push_back(*extended);
    merge(std::move(merged), own, entry, step);
    return step;
  }
  if (extended == nullptr) {
    own.number = RunNumber(++run_count_);
    slot_count_ = std::max(slot_count_, own.slot.value + 1);
    step.slot_changes.push_back({own.slot, own.number});
  }
  store(own);
  step.appended = own;
  return step;
}

void AccountRuns::merge(std::vector<LiveRun> sources, const LiveRun& own, const RunEntry& entry, RunStep& step) {
  std::sort(sources.begin(), sources.end(), lower_slot);
  LiveRun result{.size = 1, .end = entry.effective, .totals = RunTotals{} + entry};
  for (const auto& source : sources) {
    std::erase(live_, source);
    result.size += source.size;
    result.end = std::max(result.end, source.end);
    result.totals.balance += source.totals.balance;
    result.totals.held += source.totals.held;
    result.totals.credited += source.totals.credited;
  }
  result.slot = lowest_free_slot();
  result.number = RunNumber(++run_count_);
  slot_count_ = std::max(slot_count_, result.slot.value + 1);
  store(result);

  for (const auto& source : sources) {
    if (source.slot != result.slot) step.slot_changes.push_back({source.slot, RunNumber(0)});
  }
  step.slot_changes.push_back({result.slot, result.number});
  step.merge = RunMerge{.sources = std::move(sources), .entry_slot = own.slot, .result = result};
}

}  // namespace ledger
