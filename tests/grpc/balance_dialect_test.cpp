// The older service's six calls over gRPC.
#include "balance/v1/balance.grpc.pb.h"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

namespace wire = ::balance::v1;

/// The dialect's client, in words of a line.
class BalanceClient {
 public:
  explicit BalanceClient(const ApiServer& server) : rpc_(server), stub_(wire::Balances::NewStub(rpc_.channel())) {}

  /// "current/maximum/locked", or the problem.
  std::string balance(const std::string& user) {
    wire::GetBalanceRequest request;
    request.set_user_id(user);
    return call(&wire::Balances::Stub::GetBalance, request);
  }
  std::string limit(const std::string& user, std::int64_t delta, const std::string& uid = "") {
    return call(&wire::Balances::Stub::ChangeLimit, change(user, delta, uid));
  }
  std::string current(const std::string& user, std::int64_t delta, const std::string& uid = "") {
    return call(&wire::Balances::Stub::ChangeCurrent, change(user, delta, uid));
  }
  /// "status amount", or the problem.
  std::string open(const std::string& user, const std::string& id, std::int64_t amount, std::int64_t timeout = 60) {
    wire::OpenTransactionRequest request;
    request.set_user_id(user);
    request.set_service_id("shop");
    request.set_external_tx_id(id);
    request.set_amount(amount);
    request.set_timeout_seconds(timeout);
    return call(&wire::Balances::Stub::OpenTransaction, request);
  }
  std::string confirm(const std::string& user, const std::string& id) {
    return call(&wire::Balances::Stub::ConfirmTransaction, closing(user, id));
  }
  std::string cancel(const std::string& user, const std::string& id) {
    return call(&wire::Balances::Stub::CancelTransaction, closing(user, id));
  }

 private:
  template <class Request, class Response>
  std::string call(grpc::Status (wire::Balances::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   const Request& request) {
    const auto answer = rpc_.call(*stub_, method, request);
    return answer.ok() ? text(answer.response) : problem(answer.status);
  }
  static std::string text(const wire::Balance& balance) {
    return std::to_string(balance.current()) + "/" + std::to_string(balance.maximum()) + "/" +
           std::to_string(balance.locked_total());
  }
  static std::string text(const wire::Transaction& transaction) {
    return transaction.status() + " " + std::to_string(transaction.amount());
  }
  static wire::ChangeRequest change(const std::string& user, std::int64_t delta, const std::string& uid) {
    wire::ChangeRequest request;
    request.set_user_id(user);
    request.set_delta(delta);
    if (!uid.empty()) request.set_uid(uid);
    return request;
  }
  static wire::CloseTransactionRequest closing(const std::string& user, const std::string& id) {
    wire::CloseTransactionRequest request;
    request.set_user_id(user);
    request.set_service_id("shop");
    request.set_external_tx_id(id);
    return request;
  }

  RpcClient rpc_;
  std::unique_ptr<wire::Balances::Stub> stub_;
};

}  // namespace

TEST_CASE("The balance dialect's life of a user over gRPC", "[grpc][dialect]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  BalanceClient client(server);
  CHECK(client.balance("ann") == "0/0/0");
  CHECK(client.limit("ann", 1'000) == "0/1000/0");
  const auto uid = fresh_uid();
  CHECK(client.current("ann", 600, uid) == "600/1000/0");
  CHECK(client.current("ann", 600, uid) == "600/1000/0");
  CHECK(client.current("ann", 401).starts_with("FAILED_PRECONDITION limit_exceeded"));
  CHECK(client.limit("ann", -401).starts_with("FAILED_PRECONDITION limit_below_balance"));
  CHECK(client.open("ann", "order-1", 500) == "locked 500");
  CHECK(client.open("ann", "order-1", 7) == "locked 500");
  CHECK(client.balance("ann") == "600/1000/500");
  CHECK(client.current("ann", -101).starts_with("FAILED_PRECONDITION insufficient_funds"));
  CHECK(client.open("ann", "order-2", 101).starts_with("FAILED_PRECONDITION insufficient_funds"));
  CHECK(client.confirm("ann", "order-1") == "confirmed 500");
  CHECK(client.cancel("ann", "order-1") == "confirmed 500");
  CHECK(client.open("ann", "order-3", 100) == "locked 100");
  CHECK(client.cancel("ann", "order-3") == "canceled 100");
  CHECK(client.balance("ann") == "100/1000/0");
}

TEST_CASE("What the balance dialect refuses over gRPC", "[grpc][dialect]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  BalanceClient client(server);
  CHECK(client.balance("") == "INVALID_ARGUMENT field_required user_id");
  CHECK(client.confirm("nobody", "order").starts_with("NOT_FOUND hold_not_found"));
  CHECK(client.open("ann", "order", 1, 0) == "INVALID_ARGUMENT number_out_of_range timeout_seconds");
  CHECK(client.open("ann", "order", 0).starts_with("INVALID_ARGUMENT amount_not_positive"));
  CHECK(client.open("ann", "order", 1).starts_with("FAILED_PRECONDITION insufficient_funds"));
  CHECK(client.current("ann", 1).starts_with("FAILED_PRECONDITION limit_exceeded"));
  CHECK(client.limit("ann", -1).starts_with("INVALID_ARGUMENT limit_invalid"));
  CHECK(query_value(database.owner(), "select count(*) from identity") == "0");
  CHECK(client.limit("ann", 1, "0190163d-8694-839b-aea5-966c26f8ad91") == "INVALID_ARGUMENT uid_reserved uid");
  CHECK(client.current("ann", std::numeric_limits<std::int64_t>::min()) ==
        "INVALID_ARGUMENT amount_out_of_range delta");
}

}  // namespace ledger::test
