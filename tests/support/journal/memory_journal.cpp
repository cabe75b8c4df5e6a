#include "tests/support/journal/memory_journal.hpp"

#include <algorithm>
#include <set>

#include "ledger/domain/details.hpp"
#include "ledger/writer/batch/remembered.hpp"

namespace ledger::test {

LoadedState MemoryJournal::nothing_loaded(Moment clock) const {
  LoadedState loaded;
  loaded.journals = {JournalTail{.journal = JournalId(0), .head = head_}};
  loaded.clock = clock;
  loaded.books_closed_until = books_closed_until_;
  return loaded;
}

LoadedState MemoryJournal::load(std::span<const Command> commands, Moment clock) {
  LoadedState loaded = nothing_loaded(clock);
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

std::optional<DecidedBatch> MemoryJournal::decided_on_memory(std::span<Command> commands, Moment clock,
                                                             std::span<const CommandGroup> groups) {
  LoadedState loaded = nothing_loaded(clock);
  if (!open_holds_ || !load_remembered(commands, cache_, *open_holds_, loaded)) return std::nullopt;
  auto batch = decide_batch(commands, groups, loaded, cache_, chain_);
  const auto is_applied = [](const auto& outcome) { return outcome && std::holds_alternative<Applied>(*outcome); };
  if (!std::all_of(batch.outcomes.begin(), batch.outcomes.end(), is_applied)) return std::nullopt;
  // What was recorded before is not looked up: the database's unique indexes tell.
  for (const auto& transaction : batch.transactions) {
    const Event& first = transaction.new_legs().front();
    const auto known = recorded_.find(first.uid);
    const std::size_t legs = known == recorded_.end() ? 0 : known->second.legs.size();
    if (static_cast<std::size_t>(first.leg.value) < legs) return std::nullopt;
  }
  ++decided_on_memory_;
  return batch;
}

DecidedBatch MemoryJournal::decided_on_all(std::span<Command> commands, Moment clock,
                                           std::span<const CommandGroup> groups) {
  auto loaded = load(commands, clock);
  auto batch = decide_batch(commands, groups, loaded, cache_, chain_);
  while (!batch.in_need.empty()) {
    ++looks_;
    for (const auto account : batch.in_need) load_due_holds(account, loaded);
    batch = decide_batch(commands, groups, loaded, cache_, chain_);
  }
  return batch;
}

std::vector<std::optional<Outcome>> MemoryJournal::write(std::vector<Command> commands, Moment clock,
                                                         std::span<const CommandGroup> groups) {
  auto decided = decided_on_memory(commands, clock, groups);
  DecidedBatch batch = decided ? std::move(*decided) : decided_on_all(commands, clock, groups);
  for (const auto& account : batch.accounts) {
    cache_.put(account.id, account);
    accounts_.insert_or_assign(account.id, account);
  }
  head_ = batch.journals.front().head;
  for (const auto& transaction : batch.transactions) {
    const auto legs = transaction.new_legs();
    recorded_.insert_or_assign(legs.front().uid, transaction.recorded);
    events_.insert(events_.end(), legs.begin(), legs.end());
    for (const auto& event : legs) {
      if (open_holds_) open_holds_->note(event);
      if (event.type != EventType::reversal_credited && event.type != EventType::reversal_debited) continue;
      recorded_.at(reversed_leg(event).uid).reversed_by = event.uid;
    }
  }
  return batch.take_outcomes();
}

}  // namespace ledger::test
