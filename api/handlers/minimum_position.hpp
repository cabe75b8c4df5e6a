// Reads that must include a certain write: Ledger-Min-Position.
#pragma once

#include <optional>

#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/http/task.hpp"
#include "api/services/services.hpp"

namespace ledger::api {

/// Waits until the database holds the position that the request's Ledger-Min-Position demands, up to 2 s: it may be
/// one that follows another. Without the header it does not wait. Returns what to answer instead of the read: 422 for
/// a malformed header, 503 `position_not_reached`. Throws PositionVoid and ReadsUnavailable.
Task<std::optional<Response>> await_minimum_position(const Request& request, Services& services);

}  // namespace ledger::api
