#include "api/grpc/balance_service.hpp"

#include "api/grpc/methods/balance_methods.hpp"

namespace ledger::api {

namespace wire = ::balance::v1;
using Reactor = BalanceService::Reactor;

Reactor* BalanceService::GetBalance(Caller* caller, const wire::GetBalanceRequest* request, wire::Balance* response) {
  return desk_.answer(Rpc::dialect_get_balance, caller, request, response, dialect_get_balance);
}

Reactor* BalanceService::ChangeLimit(Caller* caller, const wire::ChangeRequest* request, wire::Balance* response) {
  return desk_.answer(Rpc::dialect_change_limit, caller, request, response, dialect_change_limit);
}

Reactor* BalanceService::ChangeCurrent(Caller* caller, const wire::ChangeRequest* request, wire::Balance* response) {
  return desk_.answer(Rpc::dialect_change_current, caller, request, response, dialect_change_current);
}

Reactor* BalanceService::OpenTransaction(Caller* caller, const wire::OpenTransactionRequest* request,
                                         wire::Transaction* response) {
  return desk_.answer(Rpc::dialect_open_transaction, caller, request, response, dialect_open_transaction);
}

Reactor* BalanceService::ConfirmTransaction(Caller* caller, const wire::CloseTransactionRequest* request,
                                            wire::Transaction* response) {
  return desk_.answer(Rpc::dialect_confirm_transaction, caller, request, response, dialect_confirm_transaction);
}

Reactor* BalanceService::CancelTransaction(Caller* caller, const wire::CloseTransactionRequest* request,
                                           wire::Transaction* response) {
  return desk_.answer(Rpc::dialect_cancel_transaction, caller, request, response, dialect_cancel_transaction);
}

}  // namespace ledger::api
