// The JSON values of ledger.events.v1 and ledger.balances.v1, as schemas/events describes them.
#pragma once

#include <string>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// Appends the event with every hashed field and the hash, so that a consumer can recompute the chain, what it changed,
/// and its epoch unless that is the first one. Throws InvariantViolation if its details are not those of its type, or
/// if it does not tell what it changed and nobody has looked (EventReader::find_changes).
void append_event_json(const Event& event, Epoch epoch, std::string& json);

/// Appends the account's state after the event, and the epoch unless it is the first one.
void append_balance_json(const Event& event, Epoch epoch, std::string& json);

}  // namespace ledger
