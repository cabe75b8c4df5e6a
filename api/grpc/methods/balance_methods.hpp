// The balance dialect's methods.
#pragma once

#include "api/grpc/calls/call_dispatcher.hpp"
#include "balance/v1/balance.pb.h"

namespace ledger::api {

Task<grpc::Status> dialect_get_balance(Call& call, const ::balance::v1::GetBalanceRequest& request,
                                       ::balance::v1::Balance& response);
Task<grpc::Status> dialect_change_limit(Call& call, const ::balance::v1::ChangeRequest& request,
                                        ::balance::v1::Balance& response);
Task<grpc::Status> dialect_change_current(Call& call, const ::balance::v1::ChangeRequest& request,
                                          ::balance::v1::Balance& response);
Task<grpc::Status> dialect_open_transaction(Call& call, const ::balance::v1::OpenTransactionRequest& request,
                                            ::balance::v1::Transaction& response);
Task<grpc::Status> dialect_confirm_transaction(Call& call, const ::balance::v1::CloseTransactionRequest& request,
                                               ::balance::v1::Transaction& response);
Task<grpc::Status> dialect_cancel_transaction(Call& call, const ::balance::v1::CloseTransactionRequest& request,
                                              ::balance::v1::Transaction& response);

}  // namespace ledger::api
