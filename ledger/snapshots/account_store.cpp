#include "ledger/snapshots/account_store.hpp"

#include "ledger/domain/values/invariant.hpp"

namespace ledger {

AccountSnapshot ProjectedAccount::snapshot() const {
  ensure(state.has_value(), "an account without an event has no snapshot");
  return {.state = *state,
          .position = position,
          .journal = journal,
          .live = {runs.live().begin(), runs.live().end()},
          .run_count = runs.run_count(),
          .slot_count = runs.slot_count()};
}

ProjectedAccount* AccountStore::find(AccountId id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  if (found->second != by_use_.begin()) by_use_.splice(by_use_.begin(), by_use_, found->second);
  return &*found->second;
}

ProjectedAccount& AccountStore::add(ProjectedAccount account) {
  by_use_.push_front(std::move(account));
  const bool added = by_id_.emplace(by_use_.front().id, by_use_.begin()).second;
  ensure(added, "an account was loaded twice");
  return by_use_.front();
}

std::vector<ProjectedAccount> AccountStore::take_beyond(std::size_t accounts_max) {
  std::vector<ProjectedAccount> taken;
  while (by_use_.size() > accounts_max) {
    by_id_.erase(by_use_.back().id);
    taken.push_back(std::move(by_use_.back()));
    by_use_.pop_back();
  }
  return taken;
}

std::size_t AccountStore::drop_entries(std::size_t entries, std::size_t entries_max) {
  if (entries <= entries_max) return entries;
  for (auto account = by_use_.rbegin(); account != by_use_.rend() && entries > entries_max / 4 * 3; ++account) {
    for (const auto& run : account->kept) entries -= run.entries.size();
    account->kept = {};
  }
  return entries;
}

}  // namespace ledger
