// Before a replica is asked about an account's past: what the database itself says, by which the answer is right.
#pragma once

#include <optional>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/known_position.hpp"
#include "ledger/queries/identity_query.hpp"

namespace ledger::api {

/// All that may have changed since the replica's latest state, as the database has it now. A replica that has the
/// account's last event has all of the account's past: the event's hash follows from every event before it.
struct PastOfAccount {
  /// K.
  PositionToken known_at;
  /// The account's last event, at or before K or behind it.
  Event last;
  /// The account's holder of today.
  Holder holder;
};

/// Asks the database. Returns nothing if there is no replica to be asked, and for accounts that it may know too much of
/// (the holder was erased, and comments may still be there) or nothing. Throws ReadsUnavailable and PositionVoid.
Task<std::optional<PastOfAccount>> past_for_replica(AppContext& services, AccountId account, JournalId journal,
                                                    KnownPosition known);

}  // namespace ledger::api
