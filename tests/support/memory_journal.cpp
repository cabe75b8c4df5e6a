#include "tests/support/memory_journal.hpp"

namespace ledger::test {

LoadedState MemoryJournal::load(std::span<const Command> commands, Moment clock) {
  LoadedState loaded;
  loaded.head = head_;
  loaded.clock = clock;
  for (const auto& command : commands) {
    const auto known = recorded_.find(uid_of(command));
    if (known != recorded_.end()) loaded.recorded.insert(*known);
    if (std::holds_alternative<OpenAccount>(command)) {
      loaded.fresh_accounts.push_back(AccountId(++latest_account_));
      continue;
    }
    const auto account = accounts_.find(account_of(command));
    if (cache_.find(account_of(command)) == nullptr && account != accounts_.end()) {
      loaded.accounts.push_back(account->second);
    }
  }
  return loaded;
}

std::vector<Outcome> MemoryJournal::write(std::vector<Command> commands, Moment clock) {
  const auto loaded = load(commands, clock);
  auto batch = decide_batch(JournalId(0), commands, loaded, cache_, chain_);
  for (const auto& account : batch.accounts) {
    cache_.put(account);
    accounts_.insert_or_assign(account.id, account);
  }
  head_ = batch.head;
  for (const auto& transaction : batch.transactions) {
    recorded_.emplace(transaction.legs.front().uid, transaction);
    events_.insert(events_.end(), transaction.legs.begin(), transaction.legs.end());
  }
  return batch.take_outcomes();
}

}  // namespace ledger::test
