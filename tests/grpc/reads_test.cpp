// Queries over gRPC.
#include <future>

#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/journal/locked_holds.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t first_day = 1'650'067'200;

}  // namespace

TEST_CASE("A balance on a date, and as it was known then", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  for (const auto day : {2, 0, 1}) {
    auto request = payment(account, "10");
    request.mutable_effective()->set_seconds(first_day + day * day_seconds);
    REQUIRE(client.call(&Stub::Deposit, request).ok());
  }
  const auto balance = [&](std::int64_t day, const std::string& known_at) {
    v1::GetBalanceRequest request;
    request.set_account_id(account);
    request.mutable_date()->set_seconds(first_day + day * day_seconds);
    if (!known_at.empty()) request.set_known_at_position(known_at);
    const auto answer = client.call(&Stub::GetBalance, request);
    return answer.ok() ? answer->state().balance() + " at " + answer->position() : problem(answer.status);
  };
  CHECK(balance(-1, "") == "0.00 at 0:4");
  CHECK(balance(0, "") == "10.00 at 0:4");
  CHECK(balance(2, "") == "30.00 at 0:4");
  CHECK(balance(0, "0:2") == "0.00 at 0:2");
  CHECK(balance(2, "0:3") == "20.00 at 0:3");
  CHECK(balance(2, "0:0") == "NOT_FOUND account_not_found account_id");
  CHECK(balance(2, "1:3") == "INVALID_ARGUMENT position_malformed known_at_position");

  v1::GetBalanceRequest by_time;
  by_time.set_account_id(account);
  by_time.mutable_known_at_time()->set_seconds(first_day);
  CHECK(problem(client.call(&Stub::GetBalance, by_time).status) == "NOT_FOUND account_not_found account_id");
}

TEST_CASE("An account and a transaction are found, with the position that a read may demand", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  const auto request = payment(account, "10");
  const auto written = client.call(&Stub::Deposit, request);
  v1::GetAccountRequest account_request;
  account_request.set_id(account);
  account_request.set_min_position(written->transaction().position());
  const auto found = client.call(&Stub::GetAccount, account_request);
  REQUIRE(problem(found.status) == "OK");
  CHECK(found->name() == "Ann");
  CHECK_FALSE(found->has_external_id());
  CHECK_FALSE(found->state().has_limit());
  CHECK(found->state().balance() == "10.00");
  CHECK(found->position() == written->transaction().position());
  CHECK(found->has_created());

  v1::GetTransactionRequest transaction_request;
  transaction_request.set_uid(request.uid());
  auto transaction = client.call(&Stub::GetTransaction, transaction_request);
  transaction.response.clear_read_position();
  CHECK(transaction->SerializeAsString() == written->transaction().SerializeAsString());

  transaction_request.set_uid(fresh_uid());
  CHECK(problem(client.call(&Stub::GetTransaction, transaction_request).status) ==
        "NOT_FOUND transaction_not_found uid");
  account_request.set_id(999);
  CHECK(problem(client.call(&Stub::GetAccount, account_request).status) == "NOT_FOUND account_not_found id");
  account_request.set_min_position("0:1000");
  CHECK(problem(client.call(&Stub::GetAccount, account_request).status) ==
        "UNAVAILABLE position_not_reached min_position");
}

TEST_CASE("Balances are read over gRPC though all threads for long reads are taken", "[grpc][reads]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_LONG_READ_THREADS", "2"}});
  RpcClient client(server);
  const auto account = client.open();
  v1::ListHoldsRequest holds_of_account;
  holds_of_account.set_account_id(account);
  REQUIRE(client.call(&Stub::ListHolds, holds_of_account).ok());

  LockedHolds holds(database);
  std::vector<std::future<bool>> held_up;
  for (int count = 0; count < 5; ++count) {
    held_up.push_back(std::async(std::launch::async,
                                 [&] { return RpcClient(server).call(&Stub::ListHolds, holds_of_account).ok(); }));
  }
  REQUIRE(eventually([&] { return value_in(server.metrics(), "ledger_reads_queued{pool=\"long\"}") == 3; }));
  CHECK(client.balance(account) == "0.00");
  const auto paid = client.deposit(account, "10");
  REQUIRE(paid.ok());
  v1::GetTransactionRequest by_uid;
  by_uid.set_uid(paid->transaction().uid());
  CHECK(client.call(&Stub::GetTransaction, by_uid).ok());
  holds.release();
  for (auto& each : held_up) CHECK(each.get());
}

}  // namespace ledger::test
