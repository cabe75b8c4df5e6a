#include "api/grpc/methods/reading.hpp"

#include "api/grpc/calls/request_fields.hpp"
#include "api/services/position_wait.hpp"

namespace ledger::api {

Task<std::optional<grpc::Status>> await_least_position(Call& call, std::optional<PositionToken> least) {
  if (!least) co_return std::nullopt;
  // Not within the condition: GCC 12 lays the frame out wrong then, and the coroutine crashes.
  const bool reached = co_await await_position(call.services, *least, "min_position");
  if (reached) co_return std::nullopt;
  co_return status_of(CallProblem{.status = grpc::StatusCode::UNAVAILABLE,
                                  .code = position_not_reached_code,
                                  .detail = std::string(position_not_reached_detail),
                                  .field = "min_position"});
}

Task<Found> find_recorded(Call& call, const std::string& uid, const std::string* min_position) {
  RequestFields fields;
  const auto wanted = fields.uid("uid", uid);
  const auto least = fields.least_position(min_position, call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  auto late = co_await await_least_position(call, least);
  if (late) co_return std::move(*late);
  auto read = [uid = *wanted, journal_count = call.services.journal_count,
               &epochs = call.services.epochs](pqxx::transaction_base& transaction) {
    return read_transaction(transaction, uid, journal_count, epochs);
  };
  co_return co_await call.services.reads.run(std::move(read));
}

grpc::Status account_not_found(std::string_view field) {
  return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                               .code = name_of(RejectionCode::account_not_found),
                               .detail = "there is no such account",
                               .field = std::string(field)});
}

}  // namespace ledger::api
