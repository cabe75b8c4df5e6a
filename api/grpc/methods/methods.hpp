// The functions that answer the methods of ledger.v1.Ledger, each in the file of its name.
#pragma once

#include "api/grpc/calls/method_entry.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

Method<v1::OpenAccountRequest, v1::OpenAccountResponse> rpc_open_account;
Method<v1::PaymentRequest, v1::TransactionResponse> rpc_deposit;
Method<v1::PaymentRequest, v1::TransactionResponse> rpc_withdraw;
Method<v1::GetAccountRequest, v1::Account> rpc_get_account;
Method<v1::GetBalanceRequest, v1::Balance> rpc_get_balance;
Method<v1::GetTransactionRequest, v1::Transaction> rpc_get_transaction;
Method<v1::TransferRequest, v1::TransactionResponse> rpc_transfer;
Method<v1::RecordTransactionsRequest, v1::RecordTransactionsResponse> rpc_record_transactions;
Method<v1::ReverseTransactionRequest, v1::TransactionResponse> rpc_reverse_transaction;
Method<v1::PlaceHoldRequest, v1::HoldResponse> rpc_place_hold;
Method<v1::ConfirmHoldRequest, v1::HoldResponse> rpc_confirm_hold;
Method<v1::CancelHoldRequest, v1::HoldResponse> rpc_cancel_hold;
Method<v1::ChangeLimitRequest, v1::TransactionResponse> rpc_change_limit;
Method<v1::AccountCommandRequest, v1::TransactionResponse> rpc_freeze_account;
Method<v1::AccountCommandRequest, v1::TransactionResponse> rpc_unfreeze_account;
Method<v1::AccountCommandRequest, v1::TransactionResponse> rpc_close_account;
Method<v1::AccountCommandRequest, v1::TransactionResponse> rpc_erase_identity;
Method<v1::ListTransactionsRequest, v1::ListTransactionsResponse> rpc_list_transactions;
Method<v1::ListAccountsRequest, v1::ListAccountsResponse> rpc_list_accounts;
Method<v1::GetHoldRequest, v1::Hold> rpc_get_hold;
Method<v1::ListHoldsRequest, v1::ListHoldsResponse> rpc_list_holds;
Method<v1::GetTotalsRequest, v1::GetTotalsResponse> rpc_get_totals;
StreamMethod<v1::WatchRequest, v1::WatchResponse> rpc_watch;

}  // namespace ledger::api
