// The JSON values of ledger.events.v1 and ledger.balances.v1, as schemas/events describes them.
#pragma once

#include <string>

#include "ledger/domain/event.hpp"

namespace ledger {

/// Appends the event with every hashed field and the hash, so that a consumer can recompute the chain. Throws
/// InvariantViolation if its details are not those of its type.
void append_event_json(const Event& event, std::string& json);

/// Appends the account's state after the event.
void append_balance_json(const Event& event, std::string& json);

}  // namespace ledger
