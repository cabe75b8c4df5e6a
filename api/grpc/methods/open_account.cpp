#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/carry_out.hpp"
#include "ledger/crypto/random_uid.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_open_account(Call& call, const v1::OpenAccountRequest& request,
                                    v1::OpenAccountResponse& response) {
  RequestFields fields;
  const auto uid = fields.chosen_uid("uid", LEDGER_OPTIONAL_FIELD(request, uid));
  auto name = fields.text("name", request.name(), name_bytes_max);
  const auto currency = fields.currency("currency", LEDGER_OPTIONAL_FIELD(request, currency));
  auto external_id = fields.text("external_id", LEDGER_OPTIONAL_FIELD(request, external_id), external_id_bytes_max);
  const auto limit = fields.decimal("limit", LEDGER_OPTIONAL_FIELD(request, limit));
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  OpenAccount command;
  command.uid = uid ? *uid : random_uid();
  command.actor = call.principal->id;
  command.currency = currency;
  command.default_currency = call.services.default_currency;
  command.limit = limit;
  command.identity = seal_identity(std::move(*name), std::move(external_id));
  const auto done = co_await carry_out(call.services, *call.principal, std::move(command), call.trace);
  if (!done) co_return status_of(done.refusal(), *call.principal);
  fill(*response.mutable_account(), done->recorded, call.services.epochs);
  response.set_replayed(done->replayed);
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
