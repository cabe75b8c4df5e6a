#include "tests/support/journal/memory_journal.hpp"

#include <set>

#include "ledger/domain/details.hpp"

namespace ledger::test {

LoadedState MemoryJournal::load(std::span<const Command> commands, Moment clock) {
  LoadedState loaded;
  loaded.journals = {JournalTail{.journal = JournalId(0), .head = head_}};
  loaded.clock = clock;
  loaded.books_closed_until = books_closed_until_;
  const auto load_account = [&](AccountId id) {
    const auto account = accounts_.find(id);
    if (cache_.find(id) == nullptr && account != accounts_.end()) loaded.accounts.push_back(account->second);
  };
  for (const auto& command : commands) {
    const auto known = recorded_.find(uid_of(command));
    if (known != recorded_.end()) loaded.recorded.insert(*known);
    if (std::holds_alternative<OpenAccount>(command)) loaded.fresh_accounts.push_back(AccountId(++latest_account_));
    for_each_account(command, load_account);
    const Uid* uid = referred_uid(command);
    const auto referred = uid == nullptr ? recorded_.end() : recorded_.find(*uid);
    if (referred == recorded_.end()) continue;
    loaded.recorded.insert(*referred);
    for (const auto& leg : referred->second.legs) load_account(leg.account);
  }
  return loaded;
}

void MemoryJournal::load_due_holds(AccountId account, LoadedState& loaded) const {
  std::set<std::pair<Moment, Uid>> due;
  for (const auto& [uid, recorded] : recorded_) {
    const Event& placed = recorded.legs.front();
    if (placed.account != account || !is_due(recorded, recorded_time(loaded))) continue;
    due.emplace(hold_terms(placed).expires, uid);
  }
  DueHolds& holds = loaded.due_holds[account];
  for (const auto& [expires, uid] : due) {
    holds.has_more = holds.uids.size() == due_holds_max;
    if (holds.has_more) return;
    holds.uids.push_back(uid);
    loaded.recorded.insert(*recorded_.find(uid));
  }
}

std::vector<std::optional<Outcome>> MemoryJournal::write(std::vector<Command> commands, Moment clock,
                                                         std::span<const CommandGroup> groups) {
  auto loaded = load(commands, clock);
  auto batch = decide_batch(commands, groups, loaded, cache_, chain_);
  while (!batch.in_need.empty()) {
    ++looks_;
    for (const auto account : batch.in_need) load_due_holds(account, loaded);
    batch = decide_batch(commands, groups, loaded, cache_, chain_);
  }
  for (const auto& account : batch.accounts) {
    cache_.put(account);
    accounts_.insert_or_assign(account.id, account);
  }
  head_ = batch.journals.front().head;
  for (const auto& transaction : batch.transactions) {
    const auto legs = transaction.new_legs();
    recorded_.insert_or_assign(legs.front().uid, transaction.recorded);
    events_.insert(events_.end(), legs.begin(), legs.end());
    for (const auto& event : legs) {
      if (event.type != EventType::reversal_credited && event.type != EventType::reversal_debited) continue;
      recorded_.at(reversed_leg(event).uid).reversed_by = event.uid;
    }
  }
  return batch.take_outcomes();
}

}  // namespace ledger::test
