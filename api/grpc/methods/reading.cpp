#include "api/grpc/methods/reading.hpp"

#include "api/services/position_wait.hpp"

namespace ledger::api {

Task<std::optional<grpc::Status>> await_least_position(Call& call, std::optional<Position> least) {
  if (!least) co_return std::nullopt;
  // Not within the condition: GCC 12 lays the frame out wrong then, and the coroutine crashes.
  const bool reached = co_await await_position(call.services, {call.services.journal, *least});
  if (reached) co_return std::nullopt;
  co_return status_of(CallProblem{.status = grpc::StatusCode::UNAVAILABLE,
                                  .code = position_not_reached_code,
                                  .detail = std::string(position_not_reached_detail),
                                  .field = "min_position"});
}

grpc::Status account_not_found(std::string_view field) {
  return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                               .code = name_of(RejectionCode::account_not_found),
                               .detail = "there is no such account",
                               .field = std::string(field)});
}

}  // namespace ledger::api
