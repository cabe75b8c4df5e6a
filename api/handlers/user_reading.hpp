// Reading an account at two times: what GET /v1/user/{id} and …/balance have in common.
#pragma once

#include <optional>
#include <pqxx/pqxx>

#include "api/handlers/read_parameters.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/http/task.hpp"
#include "api/json/json_writer.hpp"
#include "api/services/services.hpp"
#include "ledger/directory/identity_query.hpp"
#include "ledger/snapshots/balance_query.hpp"

namespace ledger::api {

/// An account's balance at T as known at K, with the holder's name of today.
struct UserReading {
  DatedBalance balance;
  /// T, where one was asked for.
  std::optional<Moment> date;
  std::optional<Holder> holder;
  /// When the account was opened; only where it was asked for.
  std::optional<Moment> created;
};

enum class WithCreation { no, yes };

/// What the request asks for, or the response that says why not: 404, 422, 503.
Task<OrResponse<UserReading>> read_user(const Request& request, Services& services, WithCreation with_creation);

/// Writes the members of the balance with the times for which it holds.
void write_dated_state(JsonWriter& json, const UserReading& reading);

}  // namespace ledger::api
