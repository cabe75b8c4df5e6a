// The balance dialect over gRPC. An order's uid is its uid, and the name of its transaction.
#include <charconv>

#include "balance/v1/balance.grpc.pb.h"
#include "tests/matrix/rpc_entry_point.hpp"

namespace ledger::test {
namespace {

namespace wire = ::balance::v1;

class BalanceGrpcEntryPoint final : public EntryPoint {
 public:
  using Stub = wire::Balances::Stub;
  explicit BalanceGrpcEntryPoint(const ApiServer& server)
      : client_(server), stub_(wire::Balances::NewStub(client_.channel())) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    if (!order.currency.empty()) return std::nullopt;
    switch (order.command) {
      case CommandKind::deposit:
        return change(&Stub::ChangeCurrent, order, minor_units(order.amount));
      case CommandKind::withdraw:
        return change(&Stub::ChangeCurrent, order, "-" + minor_units(order.amount));
      case CommandKind::change_limit:
        return change(&Stub::ChangeLimit, order, minor_units(order.difference));
      case CommandKind::place_hold:
        return place(order);
      case CommandKind::confirm_hold:
        return close(&Stub::ConfirmTransaction, order);
      case CommandKind::cancel_hold:
        return close(&Stub::CancelTransaction, order);
      default:
        return std::nullopt;
    }
  }

 private:
  template <class Request, class Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  /// Returns the number if the message's field can hold it.
  static std::optional<std::int64_t> number(const std::string& text) {
    std::int64_t parsed = 0;
    const auto error = std::from_chars(text.data(), text.data() + text.size(), parsed).ec;
    return error == std::errc{} ? std::optional(parsed) : std::nullopt;
  }
  template <class Request, class Response>
  EntryPointAnswer put(Method<Request, Response> method, const Request& request) {
    const auto answer = client_.call(*stub_, method, request);
    if (!answer.ok()) return entry_point_refusal(answer.status);
    return {.verdict = "done", .text = answer->SerializeAsString()};
  }
  std::optional<EntryPointAnswer> change(Method<wire::ChangeRequest, wire::Balance> method, const Order& order,
                                         const std::string& text) {
    const auto delta = number(text);
    if (!delta) return std::nullopt;
    wire::ChangeRequest request;
    request.set_user_id(order.account.external_id);
    request.set_delta(*delta);
    request.set_uid(order.uid);
    return put(method, request);
  }
  std::optional<EntryPointAnswer> place(const Order& order) {
    const auto amount = number(minor_units(order.amount));
    if (!amount) return std::nullopt;
    wire::OpenTransactionRequest request;
    request.set_user_id(order.account.external_id);
    request.set_service_id("taxi");
    request.set_external_tx_id(order.uid);
    request.set_amount(*amount);
    request.set_timeout_seconds(600);
    return put(&Stub::OpenTransaction, request);
  }
  std::optional<EntryPointAnswer> close(Method<wire::CloseTransactionRequest, wire::Transaction> method,
                                        const Order& order) {
    if (!order.amount.empty()) return std::nullopt;
    wire::CloseTransactionRequest request;
    request.set_user_id(order.account.external_id);
    request.set_service_id("taxi");
    request.set_external_tx_id(order.uid);
    return put(method, request);
  }

  RpcClient client_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace

std::unique_ptr<EntryPoint> balance_grpc_entry_point(const ApiServer& server) {
  return std::make_unique<BalanceGrpcEntryPoint>(server);
}

}  // namespace ledger::test
