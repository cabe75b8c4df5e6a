// Reading an account at two times: what GET /v1/user/{id} and …/balance have in common.
#pragma once

#include <optional>

#include "api/handlers/read_parameters.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/http/task.hpp"
#include "api/json/json_writer.hpp"
#include "api/services/account_reading.hpp"
#include "api/services/services.hpp"

namespace ledger::api {

/// An account as it was asked for.
struct UserReading : AccountReading {
  /// T, where one was asked for.
  std::optional<Moment> date;
};

/// What the request asks for, or the response that says why not: 404, 422, 503.
Task<OrResponse<UserReading>> read_user(const Request& request, Services& services, WithCreation with_creation);

/// Writes the members of the balance with the times for which it holds.
void write_dated_state(JsonWriter& json, const UserReading& reading);

}  // namespace ledger::api
