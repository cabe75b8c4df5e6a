// What the methods that read have in common.
#pragma once

#include <optional>

#include "api/grpc/call_desk.hpp"

namespace ledger::api {

/// Waits until the database holds this position; without one it does not wait. What to answer instead of the read if
/// it was not reached.
Task<std::optional<grpc::Status>> await_least_position(Call& call, std::optional<Position> least);

/// NOT_FOUND for the account in this field.
grpc::Status account_not_found(std::string_view field);

}  // namespace ledger::api
