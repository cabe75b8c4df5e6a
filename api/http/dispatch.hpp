// From a request to its response: route, handler, and what to say when either fails.
#pragma once

#include "api/http/exchange.hpp"

namespace ledger::api {

/// The answer, whatever happens; counted and timed.
Task<Response> dispatch(Request& request, Exchange& exchange);

}  // namespace ledger::api
