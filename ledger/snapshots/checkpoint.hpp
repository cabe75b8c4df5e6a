// The position up to which a journal is projected, and the lease that says who projects it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ledger/domain/chain_point.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The state that the snapshots of a journal are in.
struct Checkpoint {
  /// The last event that they hold.
  ChainPoint at;
  /// Another one means that all snapshots were exchanged.
  std::int64_t generation = 0;
  bool operator==(const Checkpoint&) const = default;
};

/// The checkpoint; makes one at position 0 for a journal that has none. Throws InvariantViolation if there is no such
/// journal.
Checkpoint read_checkpoint(PostgresConnection& connection, JournalId journal);

/// The checkpoint, if there is one: for those who only look.
std::optional<Checkpoint> find_checkpoint(PostgresConnection& connection, JournalId journal);

/// Does the same as read_checkpoint(), within a transaction and locked to its end: no one else changes the journal's
/// snapshots meanwhile.
Checkpoint lock_checkpoint(PostgresConnection& connection, JournalId journal);

/// Moves the locked checkpoint.
void move_checkpoint(PostgresConnection& connection, JournalId journal, const Checkpoint& to);

/// Takes or renews the lease by the database's clock; false while another holder's lasts, or while someone has the
/// checkpoint locked; does not wait. The lease spares two projectors the same work. What keeps them from harm is the
/// comparison under lock_checkpoint().
bool take_lease(PostgresConnection& connection, JournalId journal, const std::string& holder,
                std::chrono::milliseconds duration);
/// Ends the holder's lease at once, if it has one.
void release_lease(PostgresConnection& connection, JournalId journal, const std::string& holder);

}  // namespace ledger
