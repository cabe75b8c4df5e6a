#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"
#include "api/grpc/request_fields.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_transfer(Call& call, const v1::TransferRequest& request, v1::TransactionResponse& response) {
  RequestFields fields;
  const auto uid = fields.uid("uid", request.uid());
  const auto account = fields.account("account_id", request.account_id());
  const auto to = fields.account("to_account_id", request.to_account_id());
  const auto amount = fields.decimal("amount", request.amount());
  const auto currency = fields.currency("currency", LEDGER_OPTIONAL_FIELD(request, currency));
  const auto effective = fields.moment("effective", LEDGER_OPTIONAL_FIELD(request, effective));
  auto comment = fields.text("comment", LEDGER_OPTIONAL_FIELD(request, comment), comment_bytes_max);
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  Transfer command;
  command.uid = *uid;
  command.actor = call.principal->id;
  command.account = *account;
  command.to = *to;
  command.amount = *amount;
  command.currency = currency;
  command.effective = effective;
  if (comment) command.comment = seal_comment(std::move(*comment));
  co_return co_await record(call, std::move(command), response);
}

}  // namespace ledger::api
