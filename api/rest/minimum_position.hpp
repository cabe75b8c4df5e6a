// Reads that must include a certain write: Ledger-Min-Position.
#pragma once

#include <optional>

#include "api/coroutines/task.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/services/app_context.hpp"

namespace ledger::api {

/// Waits until the database holds the position that the request's Ledger-Min-Position demands, up to 2 s: it may be
/// one that follows another. Without the header it does not wait. Returns what to answer instead of the read: 422 for
/// a malformed header, 503 `position_not_reached`. Throws PositionVoid and ReadsUnavailable.
Task<std::optional<Response>> await_minimum_position(const Request& request, AppContext& services);

}  // namespace ledger::api
