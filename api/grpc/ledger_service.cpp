#include "api/grpc/ledger_service.hpp"

#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/watch.hpp"

namespace ledger::api {

using Reactor = LedgerService::Reactor;

Reactor* LedgerService::OpenAccount(Caller* caller, const v1::OpenAccountRequest* request,
                                    v1::OpenAccountResponse* response) {
  return desk_.answer(Rpc::open_account, caller, request, response, rpc_open_account);
}

Reactor* LedgerService::Deposit(Caller* caller, const v1::PaymentRequest* request, v1::TransactionResponse* response) {
  return desk_.answer(Rpc::deposit, caller, request, response, rpc_deposit);
}

Reactor* LedgerService::Withdraw(Caller* caller, const v1::PaymentRequest* request, v1::TransactionResponse* response) {
  return desk_.answer(Rpc::withdraw, caller, request, response, rpc_withdraw);
}

Reactor* LedgerService::GetAccount(Caller* caller, const v1::GetAccountRequest* request, v1::Account* response) {
  return desk_.answer(Rpc::get_account, caller, request, response, rpc_get_account);
}

Reactor* LedgerService::GetBalance(Caller* caller, const v1::GetBalanceRequest* request, v1::Balance* response) {
  return desk_.answer(Rpc::get_balance, caller, request, response, rpc_get_balance);
}

Reactor* LedgerService::GetTransaction(Caller* caller, const v1::GetTransactionRequest* request,
                                       v1::Transaction* response) {
  return desk_.answer(Rpc::get_transaction, caller, request, response, rpc_get_transaction);
}

Reactor* LedgerService::Transfer(Caller* caller, const v1::TransferRequest* request,
                                 v1::TransactionResponse* response) {
  return desk_.answer(Rpc::transfer, caller, request, response, rpc_transfer);
}

Reactor* LedgerService::RecordTransactions(Caller* caller, const v1::RecordTransactionsRequest* request,
                                           v1::RecordTransactionsResponse* response) {
  return desk_.answer(Rpc::record_transactions, caller, request, response, rpc_record_transactions);
}

Reactor* LedgerService::ReverseTransaction(Caller* caller, const v1::ReverseTransactionRequest* request,
                                           v1::TransactionResponse* response) {
  return desk_.answer(Rpc::reverse_transaction, caller, request, response, rpc_reverse_transaction);
}

Reactor* LedgerService::PlaceHold(Caller* caller, const v1::PlaceHoldRequest* request, v1::HoldResponse* response) {
  return desk_.answer(Rpc::place_hold, caller, request, response, rpc_place_hold);
}

Reactor* LedgerService::ConfirmHold(Caller* caller, const v1::ConfirmHoldRequest* request, v1::HoldResponse* response) {
  return desk_.answer(Rpc::confirm_hold, caller, request, response, rpc_confirm_hold);
}

Reactor* LedgerService::CancelHold(Caller* caller, const v1::CancelHoldRequest* request, v1::HoldResponse* response) {
  return desk_.answer(Rpc::cancel_hold, caller, request, response, rpc_cancel_hold);
}

Reactor* LedgerService::ChangeLimit(Caller* caller, const v1::ChangeLimitRequest* request,
                                    v1::TransactionResponse* response) {
  return desk_.answer(Rpc::change_limit, caller, request, response, rpc_change_limit);
}

Reactor* LedgerService::FreezeAccount(Caller* caller, const v1::AccountCommandRequest* request,
                                      v1::TransactionResponse* response) {
  return desk_.answer(Rpc::freeze_account, caller, request, response, rpc_freeze_account);
}

Reactor* LedgerService::UnfreezeAccount(Caller* caller, const v1::AccountCommandRequest* request,
                                        v1::TransactionResponse* response) {
  return desk_.answer(Rpc::unfreeze_account, caller, request, response, rpc_unfreeze_account);
}

Reactor* LedgerService::CloseAccount(Caller* caller, const v1::AccountCommandRequest* request,
                                     v1::TransactionResponse* response) {
  return desk_.answer(Rpc::close_account, caller, request, response, rpc_close_account);
}

Reactor* LedgerService::EraseIdentity(Caller* caller, const v1::AccountCommandRequest* request,
                                      v1::TransactionResponse* response) {
  return desk_.answer(Rpc::erase_identity, caller, request, response, rpc_erase_identity);
}

Reactor* LedgerService::ListTransactions(Caller* caller, const v1::ListTransactionsRequest* request,
                                         v1::ListTransactionsResponse* response) {
  return desk_.answer(Rpc::list_transactions, caller, request, response, rpc_list_transactions);
}

Reactor* LedgerService::ListAccounts(Caller* caller, const v1::ListAccountsRequest* request,
                                     v1::ListAccountsResponse* response) {
  return desk_.answer(Rpc::list_accounts, caller, request, response, rpc_list_accounts);
}

Reactor* LedgerService::GetHold(Caller* caller, const v1::GetHoldRequest* request, v1::Hold* response) {
  return desk_.answer(Rpc::get_hold, caller, request, response, rpc_get_hold);
}

Reactor* LedgerService::ListHolds(Caller* caller, const v1::ListHoldsRequest* request,
                                  v1::ListHoldsResponse* response) {
  return desk_.answer(Rpc::list_holds, caller, request, response, rpc_list_holds);
}

Reactor* LedgerService::GetTotals(Caller* caller, const v1::GetTotalsRequest* request,
                                  v1::GetTotalsResponse* response) {
  return desk_.answer(Rpc::get_totals, caller, request, response, rpc_get_totals);
}

grpc::ServerWriteReactor<v1::WatchResponse>* LedgerService::Watch(Caller* caller, const v1::WatchRequest* request) {
  return start_watch(desk_, caller, *request);
}

}  // namespace ledger::api
