// The ledger's own gRPC service, a call each.
#include "tests/matrix/rpc_entry_point.hpp"

namespace ledger::test {
namespace {

class GrpcEntryPoint final : public EntryPoint {
 public:
  using Stub = v1::Ledger::Stub;
  explicit GrpcEntryPoint(const ApiServer& server) : client_(server) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    switch (order.command) {
      case CommandKind::open_account:
        return put(&Stub::OpenAccount, opening(order));
      case CommandKind::deposit:
        return put(&Stub::Deposit, payment_request(order));
      case CommandKind::withdraw:
        return put(&Stub::Withdraw, payment_request(order));
      case CommandKind::transfer:
        return put(&Stub::Transfer, transfer_request(order));
      case CommandKind::place_hold:
        return put(&Stub::PlaceHold, hold_request(order));
      case CommandKind::confirm_hold:
        return put(&Stub::ConfirmHold, confirmation(order));
      case CommandKind::cancel_hold:
        return put(&Stub::CancelHold, cancellation(order));
      case CommandKind::reverse_transaction:
        return put(&Stub::ReverseTransaction, reversal(order));
      case CommandKind::change_limit:
        return put(&Stub::ChangeLimit, limit_change(order));
      case CommandKind::freeze:
        return put(&Stub::FreezeAccount, account_command(order));
      case CommandKind::unfreeze:
        return put(&Stub::UnfreezeAccount, account_command(order));
      case CommandKind::close:
        return put(&Stub::CloseAccount, account_command(order));
      case CommandKind::erase_identity:
        return put(&Stub::EraseIdentity, account_command(order));
    }
    __builtin_unreachable();
  }

 private:
  template <class Request, class Response>
  EntryPointAnswer put(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                       const Request& request) {
    auto answer = client_.call(method, request);
    if (!answer.ok()) return entry_point_refusal(answer.status);
    const bool is_replay = answer.response.replayed();
    answer.response.clear_replayed();
    return {.verdict = is_replay ? "replayed" : "recorded", .text = answer.response.SerializeAsString()};
  }
  static v1::OpenAccountRequest opening(const Order& order) {
    v1::OpenAccountRequest request;
    request.set_uid(order.uid);
    request.set_name(order.name.empty() ? "Ann" : order.name);
    if (!order.currency.empty()) request.set_currency(order.currency);
    if (!order.limit.empty()) request.set_limit(order.limit);
    return request;
  }
  static v1::ConfirmHoldRequest confirmation(const Order& order) {
    v1::ConfirmHoldRequest request;
    request.set_uid(order.uid);
    if (!order.amount.empty()) request.set_amount(order.amount);
    return request;
  }
  static v1::CancelHoldRequest cancellation(const Order& order) {
    v1::CancelHoldRequest request;
    request.set_uid(order.uid);
    return request;
  }
  static v1::ReverseTransactionRequest reversal(const Order& order) {
    v1::ReverseTransactionRequest request;
    request.set_uid(order.uid);
    request.set_reverses(order.reverses);
    return request;
  }
  static v1::ChangeLimitRequest limit_change(const Order& order) {
    v1::ChangeLimitRequest request;
    request.set_uid(order.uid);
    request.set_account_id(std::stoll(order.account.id));
    if (order.limit.empty()) {
      request.set_difference(order.difference);
    } else {
      request.set_limit(order.limit);
    }
    return request;
  }
  static v1::AccountCommandRequest account_command(const Order& order) {
    v1::AccountCommandRequest request;
    request.set_uid(order.uid);
    request.set_account_id(std::stoll(order.account.id));
    return request;
  }

  RpcClient client_;
};

}  // namespace

std::unique_ptr<EntryPoint> grpc_entry_point(const ApiServer& server) {
  return std::make_unique<GrpcEntryPoint>(server);
}

}  // namespace ledger::test
