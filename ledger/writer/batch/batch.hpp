// Deciding a batch: from commands and what was loaded for them to outcomes and events. No database, no clock.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ledger/domain/chain_point.hpp"
#include "ledger/domain/commands/command.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/writer/batch/account_cache.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger {

/// A journal's last event, as far as the next one depends on it.
struct ChainHead {
  ChainPoint at;
  Moment recorded{};
  bool operator==(const ChainHead&) const = default;
};

/// A journal that the batch may append to, and its last event (or its genesis): as read under the journal's lock, or as
/// remembered for an optimistic batch.
struct JournalTail {
  JournalId journal;
  ChainHead head;
};

/// An account belongs to one journal for life.
inline JournalId journal_of(AccountId account, std::int64_t journal_count) {
  return JournalId(static_cast<std::int16_t>(account.value % journal_count));
}

/// The most holds that a batch lets expire to make room for its commands.
constexpr std::size_t due_holds_max = 500;

/// Holds of an account whose time is over; what placed them is in LoadedState::recorded.
struct DueHolds {
  /// The longest overdue first, by expiry and uid.
  std::vector<Uid> uids;
  /// True if there may be more behind them.
  bool has_more = false;
  /// True if a newer program has placed some that are not among them and that this one does not understand.
  bool has_newer = false;
};

/// The state that a batch is decided on, besides the account cache. It was read from the database under the journals'
/// locks; of an optimistic batch it is what the session remembers, and is compared under the lock when the batch is
/// appended.
struct LoadedState {
  /// At least one. Accounts of others do not exist for this batch.
  std::vector<JournalTail> journals;
  std::int64_t journal_count = 1;
  /// The database's clock: read after the locks were granted, or estimated from earlier readings for an optimistic
  /// batch.
  Moment clock{};
  /// States of accounts that were not cached, as far as they exist.
  std::vector<Account> accounts;
  /// The transactions recorded earlier under the batch's uids and those that its commands refer to.
  std::unordered_map<Uid, RecordedTransaction> recorded;
  /// Outside ids of the batch that accounts have already.
  std::unordered_set<std::string> taken_external_ids;
  /// Logins of the batch that accounts have already.
  std::unordered_set<std::string> taken_logins;
  /// The holds of accounts that were asked for in DecidedBatch::in_need, as far as they are due at recorded_time().
  std::unordered_map<AccountId, DueHolds> due_holds;
  /// Numbers for the accounts that the batch opens, one for each OpenAccount, in order.
  std::vector<AccountId> fresh_accounts;
  /// Nothing may take effect before this.
  Moment books_closed_until = Moment::min();
  /// Identities were lost in a restore: outside ids and logins that seem to be free may be an account's.
  bool identities_lost = false;
  /// The reason why nothing may be appended.
  std::optional<Unavailable::Reason> stopped;
};

/// The time of every decision on the loaded state, and the recorded time of what comes of it: one value a batch, never
/// before a journal's last.
Moment recorded_time(const LoadedState& loaded);

/// Commands of a batch that belong together: `size` of them from `first` on.
struct CommandGroup {
  enum class Kind {
    atomic_unit,  ///< all are recorded or none
    independent,  ///< each stands for itself, but none is decided before an earlier one
  };
  std::size_t first = 0;
  std::size_t size = 0;
  Kind kind = Kind::atomic_unit;
};

/// A transaction that a batch begins or goes on with.
struct NewTransaction {
  RecordedTransaction recorded;
  /// The legs from here on are new; those before were recorded earlier, as a hold was that ends now.
  std::size_t first_new_leg = 0;
  /// The index of its command; nothing where a hold expired to make room for one.
  std::optional<std::size_t> command;

  [[nodiscard]] std::span<const Event> new_legs() const { return std::span(recorded.legs).subspan(first_new_leg); }
};

/// The result of deciding a batch.
struct DecidedBatch {
  /// One for each command, in order; nothing for one that waits for the next batch. Those of new transactions are
  /// filled by take_outcomes().
  std::vector<std::optional<Outcome>> outcomes;
  /// The transactions to be appended, complete, with the texts that belong to them.
  std::vector<NewTransaction> transactions;
  /// The states that accounts have afterwards.
  std::vector<Account> accounts;
  /// The journals of LoadedState, with the heads that they have afterwards.
  std::vector<JournalTail> journals;
  /// The recorded time of every new event.
  Moment recorded{};
  /// Accounts that lack money for a command, and whose due holds were not loaded, in the order of the commands. With
  /// them loaded the batch can be decided again; otherwise these commands wait.
  std::vector<AccountId> in_need;

  /// The number of new events.
  [[nodiscard]] std::size_t event_count() const;
  /// Returns how many holds expired to make room for a command.
  [[nodiscard]] std::size_t expired_for_others() const;
  /// Once the transactions are committed: the outcomes, with the transactions moved into theirs.
  std::vector<std::optional<Outcome>> take_outcomes();
};

/// Decides each command in order, on the state that the earlier ones leave, and chains the events. Before a command is
/// refused for lack of money, the account's due holds expire, the longest overdue first and only as many as needed;
/// they stay so whatever becomes of the command. One that would need more than `due_holds_max` of a batch waits for the
/// next batch, as does its whole group. Of an atomic unit with a refused command nothing else is recorded: each of its
/// commands gets its own rejection, or `not_applied` if it is no replay of what was recorded before. Gives each account
/// to open its number. Throws InvariantViolation if a decision breaks a rule: nothing of the batch may be stored then.
DecidedBatch decide_batch(std::span<Command> commands, std::span<const CommandGroup> groups, const LoadedState& loaded,
                          AccountCache& cache, Chain& chain);

}  // namespace ledger
