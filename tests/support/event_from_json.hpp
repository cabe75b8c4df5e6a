// Events as a consumer of ledger.events.v1 reads them: from the JSON alone.
#pragma once

#include <string_view>

#include "ledger/domain/event.hpp"

namespace ledger::test {

/// Throws std::runtime_error for anything that is not an event's JSON with every field.
Event event_from_json(std::string_view json);

}  // namespace ledger::test
