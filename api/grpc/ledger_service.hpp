// The service ledger.v1.Ledger: each of its methods handed to the desk with the function that answers it.
#pragma once

#include "api/grpc/calls/call_dispatcher.hpp"
#include "ledger/v1/ledger.grpc.pb.h"

namespace ledger::api {

/// What is not overridden here answers UNIMPLEMENTED.
class LedgerService final : public v1::Ledger::CallbackService {
 public:
  explicit LedgerService(CallDispatcher& desk) : desk_(desk) {}

  using Reactor = grpc::ServerUnaryReactor;
  using Caller = grpc::CallbackServerContext;

  Reactor* OpenAccount(Caller* caller, const v1::OpenAccountRequest* request,
                       v1::OpenAccountResponse* response) override;
  Reactor* Deposit(Caller* caller, const v1::PaymentRequest* request, v1::TransactionResponse* response) override;
  Reactor* Withdraw(Caller* caller, const v1::PaymentRequest* request, v1::TransactionResponse* response) override;
  Reactor* GetAccount(Caller* caller, const v1::GetAccountRequest* request, v1::Account* response) override;
  Reactor* GetBalance(Caller* caller, const v1::GetBalanceRequest* request, v1::Balance* response) override;
  Reactor* GetTransaction(Caller* caller, const v1::GetTransactionRequest* request, v1::Transaction* response) override;
  Reactor* Transfer(Caller* caller, const v1::TransferRequest* request, v1::TransactionResponse* response) override;
  Reactor* RecordTransactions(Caller* caller, const v1::RecordTransactionsRequest* request,
                              v1::RecordTransactionsResponse* response) override;
  Reactor* ReverseTransaction(Caller* caller, const v1::ReverseTransactionRequest* request,
                              v1::TransactionResponse* response) override;
  Reactor* PlaceHold(Caller* caller, const v1::PlaceHoldRequest* request, v1::HoldResponse* response) override;
  Reactor* ConfirmHold(Caller* caller, const v1::ConfirmHoldRequest* request, v1::HoldResponse* response) override;
  Reactor* CancelHold(Caller* caller, const v1::CancelHoldRequest* request, v1::HoldResponse* response) override;
  Reactor* ChangeLimit(Caller* caller, const v1::ChangeLimitRequest* request,
                       v1::TransactionResponse* response) override;
  Reactor* FreezeAccount(Caller* caller, const v1::AccountCommandRequest* request,
                         v1::TransactionResponse* response) override;
  Reactor* UnfreezeAccount(Caller* caller, const v1::AccountCommandRequest* request,
                           v1::TransactionResponse* response) override;
  Reactor* CloseAccount(Caller* caller, const v1::AccountCommandRequest* request,
                        v1::TransactionResponse* response) override;
  Reactor* EraseIdentity(Caller* caller, const v1::AccountCommandRequest* request,
                         v1::TransactionResponse* response) override;
  Reactor* ListTransactions(Caller* caller, const v1::ListTransactionsRequest* request,
                            v1::ListTransactionsResponse* response) override;
  Reactor* ListAccounts(Caller* caller, const v1::ListAccountsRequest* request,
                        v1::ListAccountsResponse* response) override;
  Reactor* GetHold(Caller* caller, const v1::GetHoldRequest* request, v1::Hold* response) override;
  Reactor* ListHolds(Caller* caller, const v1::ListHoldsRequest* request, v1::ListHoldsResponse* response) override;
  Reactor* GetTotals(Caller* caller, const v1::GetTotalsRequest* request, v1::GetTotalsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Caller* caller, const v1::WatchRequest* request) override;

 private:
  CallDispatcher& desk_;
};

}  // namespace ledger::api
