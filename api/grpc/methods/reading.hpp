// What the methods that read have in common.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/grpc/calls/call_dispatcher.hpp"
#include "api/services/transaction_view.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

/// Waits until the database holds this position; without one it does not wait. What to answer instead of the read if
/// it was not reached. Throws PositionVoid.
Task<std::optional<grpc::Status>> await_least_position(Call& call, std::optional<PositionToken> least);

/// What was recorded under the uid of such a request (`uid` and `min_position`), or nothing; or what is wrong with the
/// request.
using Found = std::variant<std::optional<TransactionView>, grpc::Status>;
Task<Found> find_recorded(Call& call, const std::string& uid, const std::string* min_position);

/// NOT_FOUND for the account in this field.
grpc::Status account_not_found(std::string_view field);

}  // namespace ledger::api
