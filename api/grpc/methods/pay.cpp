// Deposit, Withdraw and Transfer.
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/payment_commands.hpp"
#include "api/grpc/methods/record.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_deposit(Call& call, const v1::PaymentRequest& request, v1::TransactionResponse& response) {
  RequestFields fields;
  auto command = deposit_command(fields, request, call.principal->id);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  co_return co_await record(call, std::move(command), response);
}

Task<grpc::Status> rpc_withdraw(Call& call, const v1::PaymentRequest& request, v1::TransactionResponse& response) {
  RequestFields fields;
  auto command = withdraw_command(fields, request, call.principal->id);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  co_return co_await record(call, std::move(command), response);
}

Task<grpc::Status> rpc_transfer(Call& call, const v1::TransferRequest& request, v1::TransactionResponse& response) {
  RequestFields fields;
  auto command = transfer_command(fields, request, call.principal->id);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  co_return co_await record(call, std::move(command), response);
}

}  // namespace ledger::api
