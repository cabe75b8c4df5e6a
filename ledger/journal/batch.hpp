// Deciding a batch: from commands and what was loaded for them to outcomes and events. No database, no clock.
#pragma once

#include <optional>
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

/// A journal's last event, as far as the next one depends on it.
struct ChainHead {
  Position position;
  Hash hash{};
  Moment recorded{};
  bool operator==(const ChainHead&) const = default;
};

/// A journal that the batch may append to, and its last event (or its genesis).
struct LockedJournal {
  JournalId journal;
  ChainHead head;
};

/// An account belongs to one journal for life.
inline JournalId journal_of(AccountId account, std::int64_t journal_count) {
  return JournalId(static_cast<std::int16_t>(account.value % journal_count));
}

/// What the database said under the journals' locks.
struct LoadedState {
  /// At least one. Accounts of others do not exist for this batch.
  std::vector<LockedJournal> journals;
  std::int64_t journal_count = 1;
  /// The database's clock, read after the locks were granted.
  Moment clock{};
  /// States of accounts that were not cached, as far as they exist.
  std::vector<Account> accounts;
  /// What was recorded earlier under the batch's uids and those that its commands refer to.
  std::unordered_map<Uid, Recorded> recorded;
  /// Outside ids of the batch that accounts have already.
  std::unordered_set<std::string> taken_external_ids;
  /// Logins of the batch that accounts have already.
  std::unordered_set<std::string> taken_logins;
  /// Numbers for the accounts that the batch opens, one for each OpenAccount, in order.
  std::vector<AccountId> fresh_accounts;
  /// Nothing may take effect before this.
  Moment books_closed_until = Moment::min();
  /// Identities were lost in a restore: outside ids and logins that seem to be free may be an account's.
  bool identities_lost = false;
  /// Why nothing may be appended.
  std::optional<Unavailable::Reason> stopped;
};

/// Commands of a batch of which all are recorded or none: `size` of them from `first` on.
struct AtomicUnit {
  std::size_t first = 0;
  std::size_t size = 0;
};

/// A transaction that a batch begins or goes on with.
struct NewTransaction {
  Recorded recorded;
  /// The legs from here on are new; those before were recorded earlier, as a hold was that ends now.
  std::size_t first_new_leg = 0;
  /// The index of its command.
  std::size_t command = 0;

  [[nodiscard]] std::span<const Event> new_legs() const { return std::span(recorded.legs).subspan(first_new_leg); }
};

/// What a batch comes to.
struct DecidedBatch {
  /// One for each command, in order. Those of new transactions are filled by take_outcomes().
  std::vector<Outcome> outcomes;
  /// What is to be appended, complete, with the texts that belong to it.
  std::vector<NewTransaction> transactions;
  /// The states that accounts have afterwards.
  std::vector<Account> accounts;
  /// The locked journals, with the heads that they have afterwards.
  std::vector<LockedJournal> journals;
  /// The recorded time of every new event.
  Moment recorded{};

  /// The number of new events.
  [[nodiscard]] std::size_t event_count() const;
  /// Once the transactions are committed: the outcomes, with the transactions moved into theirs.
  std::vector<Outcome> take_outcomes();
};

/// Decides each command in order, on the state that the earlier ones leave, and chains the events. Of an atomic unit
/// with a refused command nothing is recorded: each of its commands gets its own rejection, or `not_applied` if it is
/// no replay of what was recorded before. Gives each account to open its number. Throws InvariantViolation if a
/// decision breaks a rule: nothing of the batch may be stored then.
DecidedBatch decide_batch(std::span<Command> commands, std::span<const AtomicUnit> atomic_units,
                          const LoadedState& loaded, AccountCache& cache, Chain& chain);

}  // namespace ledger
