// From a request to its response: route, handler, and what to say when either fails.
#pragma once

#include "api/http/server_context.hpp"

namespace ledger::api {

/// The answer, whatever happens; counted and timed.
Task<Response> dispatch(Request& request, ServerContext& context);

}  // namespace ledger::api
