// The functions that answer the methods of balance.v1.Balances.
#pragma once

#include "api/grpc/calls/method_entry.hpp"
#include "balance/v1/balance.pb.h"

namespace ledger::api {

Method<::balance::v1::GetBalanceRequest, ::balance::v1::Balance> dialect_get_balance;
Method<::balance::v1::ChangeRequest, ::balance::v1::Balance> dialect_change_limit;
Method<::balance::v1::ChangeRequest, ::balance::v1::Balance> dialect_change_current;
Method<::balance::v1::OpenTransactionRequest, ::balance::v1::Transaction> dialect_open_transaction;
Method<::balance::v1::CloseTransactionRequest, ::balance::v1::Transaction> dialect_confirm_transaction;
Method<::balance::v1::CloseTransactionRequest, ::balance::v1::Transaction> dialect_cancel_transaction;

}  // namespace ledger::api
