// Ledger-Min-Position: the position that a read must include.
#pragma once

#include "api/http/message/request.hpp"
#include "api/rest/parameters/result.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/position_wait.hpp"

namespace ledger::api {

/// Returns the position that the request's Ledger-Min-Position demands, none without the header; 422 if it is
/// malformed.
Result<MinimumPosition> minimum_position(const Request& request, const AppContext& services);

}  // namespace ledger::api
