// A gRPC client of a running ledger-api, short to use.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "ledger/v1/ledger.grpc.pb.h"
#include "tests/support/api/api_server.hpp"

namespace ledger::test {

/// A response, or why there is none.
template <class Response>
struct RpcAnswer {
  grpc::Status status;
  Response response;

  [[nodiscard]] bool ok() const { return status.ok(); }
  const Response* operator->() const { return &response; }
};

/// "FAILED_PRECONDITION insufficient_funds amount": status code, reason and field of an error; "OK".
std::string problem(const grpc::Status& status);

/// Returns another value in the error's details by its name; empty if there is none.
std::string metadata(const grpc::Status& status, const std::string& name);

/// Returns a text for each wrong field of a request: "amount: amount_malformed: a decimal …".
std::vector<std::string> violations(const grpc::Status& status);

/// Text of a status code: "NOT_FOUND".
std::string name_of(grpc::StatusCode code);

/// Calls methods with a deadline.
class RpcClient {
 public:
  using Stub = v1::Ledger::Stub;

  explicit RpcClient(const ApiServer& server, std::string token = "");
  RpcClient(const std::string& target, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
            std::string token = "", const grpc::ChannelArguments& arguments = {});

  template <class Request, class Response>
  RpcAnswer<Response> call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                           const Request& request, std::chrono::milliseconds deadline = patience) {
    return call(*stub_, method, request, deadline);
  }
  /// Same call of another service on the same channel.
  template <class Service, class Request, class Response>
  RpcAnswer<Response> call(Service& service,
                           grpc::Status (Service::*method)(grpc::ClientContext*, const Request&, Response*),
                           const Request& request, std::chrono::milliseconds deadline = patience) const {
    grpc::ClientContext context;
    prepare(context, deadline);
    RpcAnswer<Response> answer;
    answer.status = (service.*method)(&context, request, &answer.response);
    return answer;
  }
  /// Calls a unary method by its name, "/ledger.v1.Ledger/Deposit", with messages as bytes: for methods that this
  /// program has no stub for, and for going through all of them.
  [[nodiscard]] RpcAnswer<std::string> call_raw(const std::string& method, const std::string& request) const;

  /// Opens an account and returns its id.
  std::int64_t open(const std::string& limit = "");
  RpcAnswer<v1::TransactionResponse> deposit(std::int64_t account, const std::string& amount);
  RpcAnswer<v1::TransactionResponse> withdraw(std::int64_t account, const std::string& amount);
  std::string balance(std::int64_t account);

  /// Token and deadline for a call made by hand.
  void prepare(grpc::ClientContext& context, std::chrono::milliseconds deadline = patience) const;
  [[nodiscard]] Stub& stub() { return *stub_; }
  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
  std::string token_;
};

/// A payment under a fresh uid.
v1::PaymentRequest payment(std::int64_t account, const std::string& amount);
/// Returns a transfer, and a hold of ten minutes for the service "taxi".
v1::TransferRequest transfer(std::int64_t from, std::int64_t to, const std::string& amount);
v1::PlaceHoldRequest hold(std::int64_t account, const std::string& amount);

}  // namespace ledger::test
