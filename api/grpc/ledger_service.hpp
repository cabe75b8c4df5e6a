// The service ledger.v1.Ledger: each of its methods handed to the desk with the function that answers it.
#pragma once

#include "api/grpc/call_desk.hpp"
#include "ledger/v1/ledger.grpc.pb.h"

namespace ledger::api {

/// What is not overridden here answers UNIMPLEMENTED.
class LedgerService final : public v1::Ledger::CallbackService {
 public:
  explicit LedgerService(CallDesk& desk) : desk_(desk) {}

  using Reactor = grpc::ServerUnaryReactor;
  using Caller = grpc::CallbackServerContext;

  Reactor* OpenAccount(Caller* caller, const v1::OpenAccountRequest* request,
                       v1::OpenAccountResponse* response) override;
  Reactor* Deposit(Caller* caller, const v1::PaymentRequest* request, v1::TransactionResponse* response) override;
  Reactor* Withdraw(Caller* caller, const v1::PaymentRequest* request, v1::TransactionResponse* response) override;
  Reactor* GetAccount(Caller* caller, const v1::GetAccountRequest* request, v1::Account* response) override;
  Reactor* GetBalance(Caller* caller, const v1::GetBalanceRequest* request, v1::Balance* response) override;
  Reactor* GetTransaction(Caller* caller, const v1::GetTransactionRequest* request, v1::Transaction* response) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Caller* caller, const v1::WatchRequest* request) override;

 private:
  CallDesk& desk_;
};

}  // namespace ledger::api
