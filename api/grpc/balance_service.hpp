// The service balance.v1.Balances: an older service's six calls, each handed to the desk with what answers it.
#pragma once

#include "api/grpc/calls/call_dispatcher.hpp"
#include "balance/v1/balance.grpc.pb.h"

namespace ledger::api {

class BalanceService final : public ::balance::v1::Balances::CallbackService {
 public:
  explicit BalanceService(CallDispatcher& desk) : desk_(desk) {}

  using Reactor = grpc::ServerUnaryReactor;
  using Caller = grpc::CallbackServerContext;

  Reactor* GetBalance(Caller* caller, const ::balance::v1::GetBalanceRequest* request,
                      ::balance::v1::Balance* response) override;
  Reactor* ChangeLimit(Caller* caller, const ::balance::v1::ChangeRequest* request,
                       ::balance::v1::Balance* response) override;
  Reactor* ChangeCurrent(Caller* caller, const ::balance::v1::ChangeRequest* request,
                         ::balance::v1::Balance* response) override;
  Reactor* OpenTransaction(Caller* caller, const ::balance::v1::OpenTransactionRequest* request,
                           ::balance::v1::Transaction* response) override;
  Reactor* ConfirmTransaction(Caller* caller, const ::balance::v1::CloseTransactionRequest* request,
                              ::balance::v1::Transaction* response) override;
  Reactor* CancelTransaction(Caller* caller, const ::balance::v1::CloseTransactionRequest* request,
                             ::balance::v1::Transaction* response) override;

 private:
  CallDispatcher& desk_;
};

}  // namespace ledger::api
