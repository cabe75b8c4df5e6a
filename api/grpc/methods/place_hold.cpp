#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/payment_commands.hpp"
#include "api/grpc/methods/record.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_place_hold(Call& call, const v1::PlaceHoldRequest& request, v1::HoldResponse& response) {
  RequestFields fields;
  auto command = hold_command(fields, request, call.principal->id);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  co_return co_await record_hold(call, std::move(command), response);
}

}  // namespace ledger::api
