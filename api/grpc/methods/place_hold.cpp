#include "api/grpc/messages.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"
#include "api/grpc/request_fields.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_place_hold(Call& call, const v1::PlaceHoldRequest& request, v1::HoldResponse& response) {
  RequestFields fields;
  const auto uid = fields.uid("uid", request.uid());
  const auto account = fields.account("account_id", request.account_id());
  auto service_id = fields.service("service_id", request.service_id());
  const auto amount = fields.decimal("amount", request.amount());
  const auto timeout = fields.hold_timeout("timeout_seconds", request.timeout_seconds());
  const auto currency = fields.currency("currency", LEDGER_OPTIONAL_FIELD(request, currency));
  auto comment = fields.text("comment", LEDGER_OPTIONAL_FIELD(request, comment), comment_bytes_max);
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  PlaceHold command;
  command.uid = *uid;
  command.actor = call.principal->id;
  command.account = *account;
  command.service_id = std::move(*service_id);
  command.amount = *amount;
  command.timeout = *timeout;
  command.currency = currency;
  if (comment) command.comment = seal_comment(std::move(*comment));
  co_return co_await record_hold(call, std::move(command), response);
}

}  // namespace ledger::api
