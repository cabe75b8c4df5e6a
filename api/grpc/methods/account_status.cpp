// FreezeAccount, UnfreezeAccount, CloseAccount and EraseIdentity.
#include "api/auth/command_permission.hpp"
#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"
#include "api/services/forget_holder.hpp"
#include "ledger/crypto/random_uid.hpp"

namespace ledger::api {
namespace {

/// The command of this kind, or what is wrong with the request.
template <class Kind>
std::variant<Kind, grpc::Status> command_of(const Call& call, const v1::AccountCommandRequest& request) {
  RequestFields fields;
  const auto uid = fields.chosen_uid("uid", LEDGER_OPTIONAL_FIELD(request, uid));
  const auto account = fields.account("account_id", request.account_id());
  if (!fields.errors().empty()) return status_of(fields.errors());
  return Kind{{.uid = uid ? *uid : random_uid(), .actor = call.principal->id, .account = *account}};
}

/// Likewise, carried out.
template <class Kind>
Task<grpc::Status> carry_out(Call& call, const v1::AccountCommandRequest& request, v1::TransactionResponse& response) {
  auto command = command_of<Kind>(call, request);
  if (auto* status = std::get_if<grpc::Status>(&command)) co_return std::move(*status);
  co_return co_await record(call, std::move(std::get<Kind>(command)), response);
}

}  // namespace

Task<grpc::Status> rpc_freeze_account(Call& call, const v1::AccountCommandRequest& request,
                                      v1::TransactionResponse& response) {
  return carry_out<FreezeAccount>(call, request, response);
}

Task<grpc::Status> rpc_unfreeze_account(Call& call, const v1::AccountCommandRequest& request,
                                        v1::TransactionResponse& response) {
  return carry_out<UnfreezeAccount>(call, request, response);
}

Task<grpc::Status> rpc_close_account(Call& call, const v1::AccountCommandRequest& request,
                                     v1::TransactionResponse& response) {
  return carry_out<CloseAccount>(call, request, response);
}

Task<grpc::Status> rpc_erase_identity(Call& call, const v1::AccountCommandRequest& request,
                                      v1::TransactionResponse& response) {
  auto command = command_of<EraseIdentity>(call, request);
  if (auto* status = std::get_if<grpc::Status>(&command)) co_return std::move(*status);
  auto& asked = std::get<EraseIdentity>(command);
  const auto permission = command_permission(*call.principal, asked, call.services.auth.policy());
  if (permission != Permission::granted) co_return status_of(permission);
  const Outcome outcome = co_await forget_holder(call.services, std::move(asked));
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return refusal_status(outcome, *call.principal);
  fill(*response.mutable_transaction(), applied->recorded, call.services.epochs);
  response.set_replayed(applied->replayed);
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
