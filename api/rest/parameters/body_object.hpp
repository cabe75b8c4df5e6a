// A request's body as a JSON object.
#pragma once

#include "api/json/json_object.hpp"
#include "api/rest/parameters/read_parameters.hpp"

namespace ledger::api {

/// The object in the body; 400 where it is none.
Result<JsonObject> body_object(const Request& request);
/// Same for an optional body: a missing one gives an object without members.
Result<JsonObject> optional_body_object(const Request& request);

}  // namespace ledger::api
