#include "api/grpc/ledger_service.hpp"

#include "api/grpc/methods/methods.hpp"
#include "api/grpc/watch.hpp"

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

grpc::ServerWriteReactor<v1::WatchResponse>* LedgerService::Watch(Caller* caller, const v1::WatchRequest* request) {
  return start_watch(desk_, caller, *request);
}

}  // namespace ledger::api
