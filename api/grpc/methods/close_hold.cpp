// ConfirmHold and CancelHold.
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"

namespace ledger::api {
namespace {

/// Reads the fields that both have: the hold, and the service that the client believes it is for.
template <class Request>
CloseHold close_hold(RequestFields& fields, const Request& request, const Call& call) {
  CloseHold close;
  close.uid = fields.uid("uid", request.uid()).value_or(Uid{});
  close.actor = call.principal->id;
  if (request.has_service_id()) close.service_id = fields.service("service_id", request.service_id());
  return close;
}

}  // namespace

Task<grpc::Status> rpc_confirm_hold(Call& call, const v1::ConfirmHoldRequest& request, v1::HoldResponse& response) {
  RequestFields fields;
  ConfirmHold command{close_hold(fields, request, call), {}};
  command.amount = fields.decimal("amount", LEDGER_OPTIONAL_FIELD(request, amount));
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  co_return co_await record_hold(call, std::move(command), response);
}

Task<grpc::Status> rpc_cancel_hold(Call& call, const v1::CancelHoldRequest& request, v1::HoldResponse& response) {
  RequestFields fields;
  CancelHold command{close_hold(fields, request, call)};
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  co_return co_await record_hold(call, std::move(command), response);
}

}  // namespace ledger::api
