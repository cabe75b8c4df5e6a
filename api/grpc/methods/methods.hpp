// Every method, in the file of its name.
#pragma once

#include "api/grpc/call_desk.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

Task<grpc::Status> rpc_open_account(Call& call, const v1::OpenAccountRequest& request,
                                    v1::OpenAccountResponse& response);
Task<grpc::Status> rpc_deposit(Call& call, const v1::PaymentRequest& request, v1::TransactionResponse& response);
Task<grpc::Status> rpc_withdraw(Call& call, const v1::PaymentRequest& request, v1::TransactionResponse& response);
Task<grpc::Status> rpc_get_account(Call& call, const v1::GetAccountRequest& request, v1::Account& response);
Task<grpc::Status> rpc_get_balance(Call& call, const v1::GetBalanceRequest& request, v1::Balance& response);
Task<grpc::Status> rpc_get_transaction(Call& call, const v1::GetTransactionRequest& request, v1::Transaction& response);

}  // namespace ledger::api
