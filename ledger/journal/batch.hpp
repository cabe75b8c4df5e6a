// Deciding a batch: from commands and what was loaded for them to outcomes and events. No database, no clock.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ledger/domain/command.hpp"
#include "ledger/journal/account_cache.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/journal/outcome.hpp"

namespace ledger {

/// The journal's last event, as far as the next one depends on it.
struct ChainHead {
  Position position;
  Hash hash{};
  Moment recorded{};
  bool operator==(const ChainHead&) const = default;
};

/// What the database said under the journal's lock.
struct LoadedState {
  /// The last event before this batch, or the genesis.
  ChainHead head;
  /// The database's clock, read after the lock was granted.
  Moment clock{};
  /// States of accounts that were not cached, as far as they exist.
  std::vector<Account> accounts;
  /// What was recorded earlier under the batch's uids.
  std::unordered_map<Uid, Recorded> recorded;
  /// Outside ids of the batch that accounts have already.
  std::unordered_set<std::string> taken_external_ids;
  /// Numbers for the accounts that the batch opens, one for each OpenAccount, in order.
  std::vector<AccountId> fresh_accounts;
};

/// What a batch comes to.
struct DecidedBatch {
  /// One for each command, in order. Those of new transactions are filled by take_outcomes().
  std::vector<Outcome> outcomes;
  /// What is to be appended, complete, with the texts that belong to it.
  std::vector<Recorded> transactions;
  /// For each transaction the index of its command.
  std::vector<std::size_t> command_of_transaction;
  /// The states that accounts have afterwards.
  std::vector<Account> accounts;
  ChainHead head;

  /// The number of events in `transactions`.
  [[nodiscard]] std::size_t event_count() const;
  /// Once the transactions are committed: the outcomes, with the transactions moved into theirs.
  std::vector<Outcome> take_outcomes();
};

/// Decides each command in order, on the state that the earlier ones leave, and chains the events. Gives each account
/// to open its number. Throws InvariantViolation if a decision breaks a rule: nothing of the batch may be stored then.
DecidedBatch decide_batch(JournalId journal, std::span<Command> commands, const LoadedState& loaded,
                          AccountCache& cache, Chain& chain);

}  // namespace ledger
