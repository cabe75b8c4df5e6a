#include "ledger/snapshots/runs.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>

#include "ledger/snapshots/entry_merge.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

constexpr Moment at(std::int64_t microseconds) { return moment_from_microseconds(microseconds); }

/// The tables in memory: rows of every run there ever was, and which run held a slot from when on.
class StoredRuns {
 public:
  explicit StoredRuns(RunLimits limits = {}) : runs_(limits) {}

  void append(const RunEntry& entry) {
    entries_.push_back(entry);
    const auto position = static_cast<std::int64_t>(entries_.size());
    const auto step = runs_.apply(entry);
    if (step.appended) {
      add_row(step.appended->number, entry, position);
      REQUIRE(rows_[step.appended->number].back().totals == step.appended->totals);
    }
    if (step.merge) add_merged(*step.merge, entry, position);
    for (const auto& change : step.slot_changes) slots_[change.slot][position] = change.number;
  }

  /// As the database's function does it: of each run valid at K the earlier of two last rows.
  [[nodiscard]] RunTotals balance_at(Moment effective, std::int64_t known_at) const {
    RunTotals sum;
    for (const auto& [slot, changes] : slots_) {
      const auto change = changes.upper_bound(known_at);
      if (change == changes.begin() || std::prev(change)->second == RunNumber(0)) continue;
      const auto& rows = rows_.at(std::prev(change)->second);
      const auto by_time = std::upper_bound(rows.begin(), rows.end(), effective,
                                            [](Moment moment, const Row& row) { return moment < row.effective; });
      const auto by_position = std::upper_bound(rows.begin(), rows.end(), known_at,
                                                [](std::int64_t known, const Row& row) { return known < row.known; });
      const auto end = std::min(by_time, by_position);
      if (end == rows.begin()) continue;
      sum.balance += std::prev(end)->totals.balance;
      sum.held += std::prev(end)->totals.held;
      sum.credited += std::prev(end)->totals.credited;
    }
    return sum;
  }

  [[nodiscard]] RunTotals naive(Moment effective, std::int64_t known_at) const {
    RunTotals sum;
    for (std::int64_t index = 0; index < known_at && index < count(); ++index) {
      const auto& entry = entries_[static_cast<std::size_t>(index)];
      if (entry.effective <= effective) sum = sum + entry;
    }
    return sum;
  }

  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(entries_.size()); }
  [[nodiscard]] std::int64_t row_count() const {
    std::int64_t sum = 0;
    for (const auto& [number, rows] : rows_) sum += static_cast<std::int64_t>(rows.size());
    return sum;
  }
  [[nodiscard]] std::size_t live_count() const { return runs_.live().size(); }
  [[nodiscard]] const AccountRuns& runs() const { return runs_; }
  /// Returns true if rows ascend in both times along every run.
  [[nodiscard]] bool ascending() const {
    return std::all_of(rows_.begin(), rows_.end(), [](const auto& run) {
      return std::is_sorted(run.second.begin(), run.second.end(), [](const Row& left, const Row& right) {
        return left.effective < right.effective || left.known < right.known;
      });
    });
  }

 private:
  struct Row {
    RunEntry entry;
    Moment effective;
    std::int64_t known = 0;
    RunTotals totals;
  };

  void add_row(RunNumber number, const RunEntry& entry, std::int64_t known) {
    auto& rows = rows_[number];
    const auto totals = rows.empty() ? RunTotals{} : rows.back().totals;
    rows.push_back({entry, entry.effective, known, totals + entry});
  }

  void add_merged(const RunMerge& merge, const RunEntry& entry, std::int64_t position) {
    std::vector<EntryPages> sources;
    bool entry_placed = false;
    for (const auto& source : merge.sources) {
      std::vector<RunEntry> entries;
      for (const auto& row : rows_.at(source.number)) entries.push_back(row.entry);
      REQUIRE(static_cast<std::int32_t>(entries.size()) == source.size);
      if (!entry_placed && source.slot >= merge.entry_slot) {
        entry_placed = true;
        if (source.slot == merge.entry_slot) {
          entries.push_back(entry);
        } else {
          sources.push_back(single_page({entry}));
        }
      }
      sources.push_back(single_page(std::move(entries)));
    }
    if (!entry_placed) sources.push_back(single_page({entry}));
    EntryMerge merged(std::move(sources));
    while (const auto next = merged.next()) add_row(merge.result.number, *next, position);
    const auto& rows = rows_[merge.result.number];
    REQUIRE(static_cast<std::int32_t>(rows.size()) == merge.result.size);
    REQUIRE(rows.back().totals == merge.result.totals);
    REQUIRE(rows.back().effective == merge.result.end);
  }

  AccountRuns runs_;
  std::vector<RunEntry> entries_;
  std::map<RunNumber, std::vector<Row>> rows_;
  std::map<Slot, std::map<std::int64_t, RunNumber>> slots_;
};

enum class Order { chronological, slightly_late, import_of_history, random, reverse, all_at_once };

std::vector<RunEntry> entries_in(Order order, std::int64_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<RunEntry> entries;
  for (std::int64_t index = 0; index < count; ++index) {
    std::int64_t effective = index;
    if (order == Order::slightly_late && random() % 20 == 0) effective = std::max<std::int64_t>(0, index - 50);
    if (order == Order::import_of_history && index > count / 2) effective = index - count;
    if (order == Order::random) effective = static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(count));
    if (order == Order::reverse) effective = count - index;
    if (order == Order::all_at_once) effective = 0;
    entries.push_back(
        {at(effective), static_cast<MinorUnits>(random() % 200) - 80, static_cast<MinorUnits>(random() % 7)});
  }
  return entries;
}

int floor_log4(std::int64_t number) {
  int result = 0;
  for (; number >= 4; number /= 4) ++result;
  return result;
}

void check_bounds(const StoredRuns& stored) {
  const auto log = floor_log4(stored.count());
  CHECK(stored.live_count() <= static_cast<std::size_t>(4 * (log + 1)));
  CHECK(stored.row_count() <= stored.count() * (1 + log));
}

}  // namespace

TEST_CASE("A balance at any T and K equals the naive sum, in whatever order events come", "[runs]") {
  for (const auto order : {Order::chronological, Order::slightly_late, Order::import_of_history, Order::random,
                           Order::reverse, Order::all_at_once}) {
    StoredRuns stored;
    for (const auto& entry : entries_in(order, 700, 1)) stored.append(entry);
    CHECK(stored.ascending());
    check_bounds(stored);
    bool equal = true;
    for (std::int64_t effective = -701; effective <= 702; effective += 13) {
      for (std::int64_t known = 0; known <= 700; known += 7) {
        equal = equal && stored.balance_at(at(effective), known) == stored.naive(at(effective), known);
      }
    }
    INFO("order " << static_cast<int>(order));
    CHECK(equal);
  }
}

TEST_CASE("Any sequence of events answers as the naive sum does", "[runs]") {
  const bool holds =
      rc::check("balance_at equals naive", [](const std::vector<std::pair<std::int8_t, std::int8_t>>& list) {
        // Small row limits reach the largest size class, which is neither extended nor merged.
        StoredRuns stored(RunLimits{.rows_max = *rc::gen::element(4, 16, 1 << 28)});
        for (const auto& [effective, change] : list) stored.append({at(effective), change, change / 2});
        const auto effective = at(*rc::gen::arbitrary<std::int8_t>());
        const auto known = *rc::gen::inRange<std::int64_t>(0, stored.count() + 1);
        RC_ASSERT(stored.balance_at(effective, known) == stored.naive(effective, known));
        RC_ASSERT(stored.ascending());
      });
  CHECK(holds);
}

TEST_CASE("Runs and rows stay within their bounds at 100,000 events", "[runs]") {
  for (const auto order : {Order::random, Order::reverse}) {
    StoredRuns stored;
    std::size_t most = 0;
    for (const auto& entry : entries_in(order, 100'000, 2)) {
      stored.append(entry);
      most = std::max(most, stored.live_count());
    }
    check_bounds(stored);
    CHECK(most <= 4 * (8 + 1));
    // The algorithm stores 5.2 and 6.4 rows an event; a change for the worse is noticed here.
    CHECK(stored.row_count() <= stored.count() * 13 / 2);
  }
}

TEST_CASE("An account fed in order has one run and one row an event", "[runs]") {
  StoredRuns stored;
  for (const auto& entry : entries_in(Order::chronological, 5000, 3)) stored.append(entry);
  CHECK(stored.live_count() == 1);
  CHECK(stored.row_count() == 5000);
  CHECK(stored.runs().slot_count() == 1);

  StoredRuns imported;
  for (const auto& entry : entries_in(Order::import_of_history, 5000, 3)) imported.append(entry);
  CHECK(imported.live_count() == 2);
  CHECK(imported.row_count() == 5000);
}

TEST_CASE("An event extends the run that ends latest before it, of equal ends the lowest slot", "[runs]") {
  AccountRuns runs({{.slot = Slot(0), .number = RunNumber(1), .size = 1, .end = at(10), .totals = {}},
                    {.slot = Slot(1), .number = RunNumber(2), .size = 4, .end = at(20), .totals = {}},
                    {.slot = Slot(3), .number = RunNumber(3), .size = 16, .end = at(20), .totals = {}}},
                   3, 4);
  CHECK(runs.apply({at(20), 1, 0}).appended->number == RunNumber(2));
  CHECK(runs.apply({at(19), 1, 0}).appended->number == RunNumber(1));
  // Nothing ends before 5: a run is opened, in the lowest free slot.
  const auto step = runs.apply({at(5), 1, 0});
  CHECK(step.appended->number == RunNumber(4));
  CHECK(step.slot_changes == std::vector<SlotChange>{{Slot(2), RunNumber(4)}});
}

TEST_CASE("Sums wider than 64 bits are kept", "[runs]") {
  StoredRuns stored;
  constexpr auto most = std::numeric_limits<MinorUnits>::max();
  for (int round = 0; round < 3; ++round) {
    stored.append({at(1), most, 0});
    stored.append({at(2), -most, 0});
  }
  CHECK(stored.balance_at(at(1), 6).balance == WideSum{3} * most);
  CHECK(stored.balance_at(at(2), 6).balance == 0);
}

TEST_CASE("A size class holds sizes from one power of 4 to the next", "[runs]") {
  CHECK(size_class(1) == 0);
  CHECK(size_class(3) == 0);
  CHECK(size_class(4) == 1);
  CHECK(size_class(15) == 1);
  CHECK(size_class(16) == 2);
  CHECK(size_class(1 << 28) == 14);
}

}  // namespace ledger
