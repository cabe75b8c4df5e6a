#include "ledger/snapshots/projection.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "ledger/domain/newer_event.hpp"
#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

constexpr std::size_t accounts_per_statement_max = 10'000;

/// The run's entries and one more behind them.
EntryPages followed_by(EntryPages pages, RunEntry last) {
  return [pages = std::move(pages), last = std::vector{last}]() mutable {
    auto page = pages ? pages() : std::vector<RunEntry>();
    if (!page.empty()) return page;
    pages = nullptr;
    return std::exchange(last, {});
  };
}

}  // namespace

Projection::Projection(SnapshotTarget& tables, JournalId journal, ProjectionLimits limits)
    : tables_(tables), journal_(journal), limits_(limits), totals_(tables.load_totals(journal)) {}

void Projection::apply(std::span<const Event> events) {
  load(events);
  for (const auto& event : events) {
    try {
      apply(event);
    } catch (const InvariantViolation& violation) {
      throw InvariantViolation("the event at position " + std::to_string(event.position.value) + " of journal " +
                               std::to_string(journal_.value) +
                               " cannot follow what is before it: " + violation.what());
    }
  }
  tables_.flush();
  write_changed();
  tables_.put_totals(journal_, totals_);
  entries_kept_ = accounts_.drop_entries(entries_kept_, limits_.entries_max);
}

void Projection::load(std::span<const Event> events) {
  std::vector<AccountId> missing;
  std::unordered_set<AccountId> seen;
  for (const auto& event : events) {
    if (!seen.insert(event.account).second || accounts_.find(event.account) != nullptr) continue;
    // An account's first event has nothing to load for.
    if (event.version == Version(1)) {
      ProjectedAccount account;
      account.id = event.account;
      accounts_.add(std::move(account));
    } else {
      missing.push_back(event.account);
    }
  }
  if (missing.empty()) return;
  for (auto& snapshot : tables_.load_accounts(missing)) {
    ProjectedAccount account;
    account.id = snapshot.state.id;
    account.state = snapshot.state;
    account.position = snapshot.position;
    account.journal = snapshot.journal;
    account.runs = AccountRuns(std::move(snapshot.live), snapshot.run_count, snapshot.slot_count);
    account.stored = true;
    accounts_.add(std::move(account));
  }
}

void Projection::apply(const Event& event) {
  auto* const account = accounts_.find(event.account);
  ensure(account != nullptr, "the account has no snapshot");
  if (!is_understood(event)) throw NewerEvent(event);
  const auto before = account->state;
  account->state = evolve(before, event);
  const RunEntry entry{.effective = event.effective,
                       .balance = event.balance - (before ? before->balance : 0),
                       .held = event.held - (before ? before->held : 0)};
  const auto step = account->runs.apply(entry);
  if (step.appended) append(*account, *step.appended, entry, event.position);
  if (step.merge) merge(*account, *step.merge, entry, event.position);
  for (const auto& change : step.slot_changes) tables_.add_slot_change(event.account, change, event.position);
  account->position = event.position;
  account->journal = event.journal;
  if (!account->changed) {
    account->changed = true;
    changed_.push_back(account);
  }
  count(event, entry);
}

void Projection::append(ProjectedAccount& account, const LiveRun& run, const RunEntry& entry, Position position) {
  tables_.add_row(account.id, run.number, run.size - 1, entry.effective, position, run.totals);
  const auto kept = std::find_if(account.kept.begin(), account.kept.end(),
                                 [&](const KeptRun& each) { return each.number == run.number; });
  if (kept == account.kept.end()) {
    if (run.size == 1) keep(account, run.number, {entry});
  } else if (kept->entries.size() >= limits_.entries_per_run_max) {
    entries_kept_ -= kept->entries.size();
    account.kept.erase(kept);
  } else {
    kept->entries.push_back(entry);
    ++entries_kept_;
  }
}

void Projection::keep(ProjectedAccount& account, RunNumber run, std::vector<RunEntry> entries) {
  if (entries.empty() || entries.size() > limits_.entries_per_run_max) return;
  entries_kept_ += entries.size();
  account.kept.push_back({run, std::move(entries)});
}

EntryPages Projection::entries_of(ProjectedAccount& account, const LiveRun& run) {
  const auto kept = std::find_if(account.kept.begin(), account.kept.end(),
                                 [&](const KeptRun& each) { return each.number == run.number; });
  if (kept != account.kept.end()) {
    ensure(kept->entries.size() == static_cast<std::size_t>(run.size), "a kept run is not complete");
    auto entries = std::move(kept->entries);
    entries_kept_ -= entries.size();
    account.kept.erase(kept);
    return single_page(std::move(entries));
  }
  tables_.flush();
  return [this, id = account.id, number = run.number, next = std::int32_t{0}]() mutable {
    auto page = tables_.read_entries(id, number, next, limits_.page_entries);
    next += static_cast<std::int32_t>(page.size());
    return page;
  };
}

void Projection::merge(ProjectedAccount& account, const RunMerge& merge, const RunEntry& entry, Position position) {
  std::vector<EntryPages> sources;
  bool placed = false;
  for (const auto& run : merge.sources) {
    auto pages = entries_of(account, run);
    if (run.slot == merge.entry_slot) {
      pages = followed_by(std::move(pages), entry);
      placed = true;
    } else if (!placed && run.slot > merge.entry_slot) {
      sources.push_back(single_page({entry}));
      placed = true;
    }
    sources.push_back(std::move(pages));
  }
  if (!placed) sources.push_back(single_page({entry}));

  EntryMerge merged(std::move(sources));
  const auto size = static_cast<std::size_t>(merge.result.size);
  const bool is_kept = size <= limits_.entries_per_run_max;
  std::vector<RunEntry> entries;
  if (is_kept) entries.reserve(size);
  RunTotals totals;
  std::int32_t row = 0;
  while (const auto next = merged.next()) {
    totals = totals + *next;
    tables_.add_row(account.id, merge.result.number, row++, next->effective, position, totals);
    if (is_kept) entries.push_back(*next);
  }
  ensure(row == merge.result.size, "a merge lost or gained rows");
  ensure(totals == merge.result.totals, "a merge changed the totals");
  keep(account, merge.result.number, std::move(entries));
}

void Projection::count(const Event& event, const RunEntry& entry) {
  auto& total = totals_[event.currency];
  if (event.version == Version(1)) ++total.accounts;
  total.totals = total.totals + entry;
  if (event.position.value % limits_.totals_stride == 0) tables_.add_totals_at(journal_, event.position, totals_);
}

void Projection::write_changed() {
  std::vector<AccountSnapshot> snapshots;
  for (auto* account : changed_) {
    // Held back are only accounts that are not in account_snapshot at all: one that is there is as new as its runs.
    if (limits_.accounts_at_the_end && !account->stored) continue;
    snapshots.push_back(account->snapshot());
    account->changed = false;
    account->stored = true;
  }
  changed_.clear();
  // An account that leaves memory is written first.
  for (const auto& account : accounts_.take_beyond(limits_.accounts_max)) {
    if (account.changed) snapshots.push_back(account.snapshot());
    for (const auto& run : account.kept) entries_kept_ -= run.entries.size();
  }
  put(snapshots);
}

void Projection::finish() {
  std::vector<AccountSnapshot> snapshots;
  for (auto& account : accounts_.by_use()) {
    if (!account.changed) continue;
    snapshots.push_back(account.snapshot());
    account.changed = false;
    account.stored = true;
    if (snapshots.size() == accounts_per_statement_max) put(std::exchange(snapshots, {}));
  }
  put(snapshots);
}

void Projection::put(std::span<const AccountSnapshot> snapshots) {
  while (!snapshots.empty()) {
    const auto part = snapshots.first(std::min(snapshots.size(), accounts_per_statement_max));
    tables_.put_accounts(part);
    snapshots = snapshots.subspan(part.size());
  }
}

}  // namespace ledger
