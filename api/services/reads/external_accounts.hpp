// Accounts by the ids that clients have for them: the account's external_id.
#pragma once

#include <optional>
#include <string>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/position_wait.hpp"
#include "ledger/domain/event.hpp"

namespace ledger::api {

/// Returns the last event of the account with this outside id, which has its state; nothing if there is none. Throws
/// PositionVoid, and ReadsUnavailable, also where there seems to be none but identities were lost in a restore.
Task<std::optional<Event>> look_up_external(AppContext& services, std::string external_id, MinimumPosition least = {});

}  // namespace ledger::api
