// Events that a restore lost, taken back into the journal as they were.
#pragma once

#include <functional>
#include <span>

#include "ledger/journal/event_reader.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// A name or a comment that could not be taken back because it never left the database.
struct LostText {
  Uid uid;
  AccountId account;
  /// The account's identity; else the transaction's comment.
  bool is_identity = false;
};

/// For one thread. Every call throws ConnectionLost or StatementFailed; after that make another one.
class JournalRecovery {
 public:
  JournalRecovery(const DatabaseSettings& database, JournalId journal);

  /// Appends the events, byte for byte, in one database transaction under the journal's lock, with the rows of open
  /// holds, reversals and erasures that belong to them. They must be whole transactions that follow from `before`, and
  /// their chain must have been checked. Throws InvariantViolation if the journal does not end with `before`.
  void append(const ChainPoint& before, std::span<const Event> events);

  /// Tells of each text that is missing in the events that were ever taken back into this journal, in their order.
  void for_each_lost(const std::function<void(const LostText&)>& visit);

  /// Draws account numbers until none that was given to an account up to `last` will be given again.
  void pass_accounts(AccountId last);

 private:
  void append_events(std::span<const Event> events);
  void note_lost(std::span<const Event> events);

  PostgresConnection connection_;
  JournalId journal_;
};

}  // namespace ledger
