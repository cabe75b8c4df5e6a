// Every method, in the file of its name.
#pragma once

#include "api/grpc/calls/call_dispatcher.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

Task<grpc::Status> rpc_open_account(Call& call, const v1::OpenAccountRequest& request,
                                    v1::OpenAccountResponse& response);
Task<grpc::Status> rpc_deposit(Call& call, const v1::PaymentRequest& request, v1::TransactionResponse& response);
Task<grpc::Status> rpc_withdraw(Call& call, const v1::PaymentRequest& request, v1::TransactionResponse& response);
Task<grpc::Status> rpc_get_account(Call& call, const v1::GetAccountRequest& request, v1::Account& response);
Task<grpc::Status> rpc_get_balance(Call& call, const v1::GetBalanceRequest& request, v1::Balance& response);
Task<grpc::Status> rpc_get_transaction(Call& call, const v1::GetTransactionRequest& request, v1::Transaction& response);
Task<grpc::Status> rpc_transfer(Call& call, const v1::TransferRequest& request, v1::TransactionResponse& response);
Task<grpc::Status> rpc_record_transactions(Call& call, const v1::RecordTransactionsRequest& request,
                                           v1::RecordTransactionsResponse& response);
Task<grpc::Status> rpc_reverse_transaction(Call& call, const v1::ReverseTransactionRequest& request,
                                           v1::TransactionResponse& response);
Task<grpc::Status> rpc_place_hold(Call& call, const v1::PlaceHoldRequest& request, v1::HoldResponse& response);
Task<grpc::Status> rpc_confirm_hold(Call& call, const v1::ConfirmHoldRequest& request, v1::HoldResponse& response);
Task<grpc::Status> rpc_cancel_hold(Call& call, const v1::CancelHoldRequest& request, v1::HoldResponse& response);
Task<grpc::Status> rpc_change_limit(Call& call, const v1::ChangeLimitRequest& request,
                                    v1::TransactionResponse& response);
Task<grpc::Status> rpc_freeze_account(Call& call, const v1::AccountCommandRequest& request,
                                      v1::TransactionResponse& response);
Task<grpc::Status> rpc_unfreeze_account(Call& call, const v1::AccountCommandRequest& request,
                                        v1::TransactionResponse& response);
Task<grpc::Status> rpc_close_account(Call& call, const v1::AccountCommandRequest& request,
                                     v1::TransactionResponse& response);
Task<grpc::Status> rpc_erase_identity(Call& call, const v1::AccountCommandRequest& request,
                                      v1::TransactionResponse& response);
Task<grpc::Status> rpc_list_transactions(Call& call, const v1::ListTransactionsRequest& request,
                                         v1::ListTransactionsResponse& response);
Task<grpc::Status> rpc_list_accounts(Call& call, const v1::ListAccountsRequest& request,
                                     v1::ListAccountsResponse& response);
Task<grpc::Status> rpc_get_hold(Call& call, const v1::GetHoldRequest& request, v1::Hold& response);
Task<grpc::Status> rpc_list_holds(Call& call, const v1::ListHoldsRequest& request, v1::ListHoldsResponse& response);
Task<grpc::Status> rpc_get_totals(Call& call, const v1::GetTotalsRequest& request, v1::GetTotalsResponse& response);

}  // namespace ledger::api
