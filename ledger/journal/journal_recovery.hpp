// Events that a restore lost, taken back into the journal as they were.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/common/postgres.hpp"
#include "ledger/journal/event_reader.hpp"

namespace ledger {

/// What cannot be taken back because it never left the database.
struct LostTexts {
  /// Accounts whose names, outside ids and logins are lost.
  std::vector<AccountId> identities;
  /// Transactions whose comments are lost.
  std::vector<Uid> comments;
};

/// For one thread. Every call throws ConnectionLost or StatementFailed; after that make another one.
class JournalRecovery {
 public:
  JournalRecovery(const DatabaseSettings& database, JournalId journal);

  /// Appends the events, byte for byte, in one database transaction under the journal's lock, with the rows of open
  /// holds, reversals and erasures that belong to them. They must be whole transactions that follow from `before`, and
  /// their chain must have been checked. Throws InvariantViolation if the journal does not end with `before`.
  LostTexts append(const JournalHead& before, std::span<const Event> events);

  /// Draws account numbers until none that was given to an account up to `last` will be given again.
  void pass_accounts(AccountId last);

 private:
  void append_events(std::span<const Event> events);
  void note_lost(std::span<const Event> events, LostTexts& lost);

  PostgresConnection connection_;
  JournalId journal_;
};

}  // namespace ledger
