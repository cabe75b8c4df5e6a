#include "api/grpc/methods/record.hpp"

#include "api/auth/command_permission.hpp"
#include "api/grpc/calls/messages.hpp"
#include "api/services/submit.hpp"

namespace ledger::api {

Task<std::variant<Applied, grpc::Status>> perform(Call& call, Command command) {
  const auto permission = command_permission(*call.principal, command, call.services.auth.policy());
  if (permission != Permission::granted) co_return status_of(permission);
  Outcome outcome = co_await submit(call.services.writer, std::move(command));
  if (auto* applied = std::get_if<Applied>(&outcome)) co_return std::move(*applied);
  co_return refusal_status(outcome, *call.principal);
}

Task<grpc::Status> record(Call& call, Command command, v1::TransactionResponse& response) {
  const auto performed = co_await perform(call, std::move(command));
  if (const auto* status = std::get_if<grpc::Status>(&performed)) co_return *status;
  const auto& applied = std::get<Applied>(performed);
  fill(*response.mutable_transaction(), applied.recorded, call.services.epochs);
  response.set_replayed(applied.replayed);
  co_return grpc::Status::OK;
}

Task<grpc::Status> record_hold(Call& call, Command command, v1::HoldResponse& response) {
  const auto performed = co_await perform(call, std::move(command));
  if (const auto* status = std::get_if<grpc::Status>(&performed)) co_return *status;
  const auto& applied = std::get<Applied>(performed);
  fill(*response.mutable_hold(), applied.recorded, call.services.epochs);
  fill(*response.mutable_state(), state_of(applied.recorded.legs.back()));
  response.set_replayed(applied.replayed);
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
