// Checks the rules that every request must satisfy, for all handlers.
#pragma once

#include <optional>
#include <string>

#include "api/http/message/problem.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/rest/router.hpp"

namespace ledger::api {

/// Why the request is refused before its handler sees it: 422 for a field that was sent twice though it has one value,
/// and for a query string where the route has none; 415 for a body that is not JSON where it should be, or is encoded;
/// 406 where the client does not take what the route answers with. Nothing if there is no reason.
std::optional<Response> refused_by_rules(const Route& route, const Request& request);

/// 406; `types` such as "application/json".
Problem not_acceptable(const std::string& types);

}  // namespace ledger::api
