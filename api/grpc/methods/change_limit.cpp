#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"
#include "ledger/crypto/random_uid.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_change_limit(Call& call, const v1::ChangeLimitRequest& request,
                                    v1::TransactionResponse& response) {
  RequestFields fields;
  const auto uid = fields.chosen_uid("uid", LEDGER_OPTIONAL_FIELD(request, uid));
  const auto account = fields.account("account_id", request.account_id());
  const auto limit = fields.decimal("limit", LEDGER_OPTIONAL_FIELD(request, limit));
  const auto difference = fields.decimal("difference", LEDGER_OPTIONAL_FIELD(request, difference));
  if (request.change_case() == v1::ChangeLimitRequest::CHANGE_NOT_SET ||
      (request.has_unlimited() && !request.unlimited())) {
    fields.refuse("limit", "field_required", "one of limit, difference and unlimited is required");
  }
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  ChangeLimit command;
  command.uid = uid ? *uid : random_uid();
  command.actor = call.principal->id;
  command.account = *account;
  command.limit = difference ? difference : limit;
  command.is_difference = difference.has_value();
  co_return co_await record(call, std::move(command), response);
}

}  // namespace ledger::api
