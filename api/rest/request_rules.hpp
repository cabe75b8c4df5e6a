// Checks the rules that every request must satisfy, for all handlers.
#pragma once

#include <optional>
#include <string>

#include "api/http/message/problem.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/rest/router.hpp"

namespace ledger::api {

/// Returns a response if the request is refused before its handler sees it: 422 for a repeated field that may have only
/// one value, or a query string on a route without one; 415 for a body that is encoded, or is not JSON as required; 406
/// if the client does not accept the route's media type.
std::optional<Response> refused_by_rules(const Route& route, const Request& request);

/// 406; `types` such as "application/json".
Problem not_acceptable(const std::string& types);

}  // namespace ledger::api
