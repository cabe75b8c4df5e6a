#include "api/grpc/methods/record.hpp"

#include "api/grpc/calls/messages.hpp"
#include "api/services/carry_out.hpp"

namespace ledger::api {

Task<grpc::Status> record(Call& call, Command command, v1::TransactionResponse& response) {
  const auto done = co_await carry_out(call.services, *call.principal, std::move(command), call.trace);
  if (!done) co_return status_of(done.refusal(), *call.principal);
  fill(*response.mutable_transaction(), done->recorded, call.services.epochs);
  response.set_replayed(done->replayed);
  co_return grpc::Status::OK;
}

Task<grpc::Status> record_hold(Call& call, Command command, v1::HoldResponse& response) {
  const auto done = co_await carry_out(call.services, *call.principal, std::move(command), call.trace);
  if (!done) co_return status_of(done.refusal(), *call.principal);
  fill(*response.mutable_hold(), done->recorded, call.services.epochs);
  fill(*response.mutable_state(), state_of(done->recorded.legs.back()));
  response.set_replayed(done->replayed);
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
