// FreezeAccount, UnfreezeAccount, CloseAccount and EraseIdentity.
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"
#include "ledger/crypto/random_uid.hpp"

namespace ledger::api {
namespace {

/// Carries out the command of this kind.
template <class Kind>
Task<grpc::Status> record_account_command(Call& call, const v1::AccountCommandRequest& request,
                                          v1::TransactionResponse& response) {
  RequestFields fields;
  const auto uid = fields.chosen_uid("uid", LEDGER_OPTIONAL_FIELD(request, uid));
  const auto account = fields.account("account_id", request.account_id());
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  Kind command;
  command.uid = uid ? *uid : random_uid();
  command.actor = call.principal->id;
  command.account = *account;
  co_return co_await record(call, std::move(command), response);
}

}  // namespace

Task<grpc::Status> rpc_freeze_account(Call& call, const v1::AccountCommandRequest& request,
                                      v1::TransactionResponse& response) {
  return record_account_command<FreezeAccount>(call, request, response);
}

Task<grpc::Status> rpc_unfreeze_account(Call& call, const v1::AccountCommandRequest& request,
                                        v1::TransactionResponse& response) {
  return record_account_command<UnfreezeAccount>(call, request, response);
}

Task<grpc::Status> rpc_close_account(Call& call, const v1::AccountCommandRequest& request,
                                     v1::TransactionResponse& response) {
  return record_account_command<CloseAccount>(call, request, response);
}

Task<grpc::Status> rpc_erase_identity(Call& call, const v1::AccountCommandRequest& request,
                                      v1::TransactionResponse& response) {
  return record_account_command<EraseIdentity>(call, request, response);
}

}  // namespace ledger::api
