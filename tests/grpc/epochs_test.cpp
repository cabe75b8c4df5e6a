// Positions after a restore, over gRPC.
#include "tests/support/grpc/watching.hpp"
#include "tests/support/journal/lost_identity.hpp"
#include "tests/support/kafka/rewind.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

/// An account with four events, of which those behind the second are of the second epoch.
struct RewoundCalls {
  RewoundCalls() : server(database.service()), client(server), account(client.open()) {
    for (int made = 0; made < 3; ++made) client.deposit(account, "1");
    begin_epoch(database.owner(), 2, 2);
  }

  /// "3.00 at 0:4:2", or the problem.
  std::string balance(const std::string& known_at, const std::string& least = "") {
    v1::GetBalanceRequest request;
    request.set_account_id(account);
    if (!known_at.empty()) request.set_known_at_position(known_at);
    if (!least.empty()) request.set_min_position(least);
    const auto answer = client.call(&Stub::GetBalance, request);
    return answer.ok() ? answer->state().balance() + " at " + answer->position() : problem(answer.status);
  }

  TestDatabase database;
  ApiServer server;
  RpcClient client;
  std::int64_t account;
};

}  // namespace

TEST_CASE("Answers tell positions with their epoch", "[grpc][epochs]") {
  RewoundCalls ledger;
  CHECK(ledger.balance("") == "3.00 at 0:4:2");
  CHECK(ledger.balance("0:2") == "1.00 at 0:2");
  CHECK(ledger.balance("0:3:2") == "2.00 at 0:3:2");
  v1::ListTransactionsRequest list;
  list.set_account_id(ledger.account);
  const auto page = ledger.client.call(&Stub::ListTransactions, list);
  CHECK(page->position() == "0:4:2");
  CHECK(page->transactions(1).position() == "0:2");
  CHECK(page->transactions(2).position() == "0:3:2");
  CHECK(ledger.client.call(&Stub::ListAccounts, v1::ListAccountsRequest())->accounts(0).position() == "0:4:2");
  CHECK(ledger.client.call(&Stub::GetTotals, v1::GetTotalsRequest())->positions(0) == "0:4:2");
  CHECK(ledger.client.deposit(ledger.account, "1")->transaction().position() == "0:5:2");
  const auto placed = ledger.client.call(&Stub::PlaceHold, hold(ledger.account, "1"));
  CHECK(placed->hold().position() == "0:6:2");
  v1::RecordTransactionsRequest bulk;
  *bulk.add_commands()->mutable_deposit() = payment(ledger.account, "1");
  CHECK(ledger.client.call(&Stub::RecordTransactions, bulk)->results(0).position() == "0:7:2");
}

TEST_CASE("A position that was given up is out of range, wherever it is named", "[grpc][epochs]") {
  RewoundCalls ledger;
  CHECK(ledger.balance("0:3") == "OUT_OF_RANGE position_void known_at_position");
  CHECK(ledger.balance("", "0:3") == "OUT_OF_RANGE position_void min_position");
  CHECK(ledger.balance("", "0:2") == "3.00 at 0:4:2");
  CHECK(ledger.balance("", "0:4:3") == "UNAVAILABLE position_not_reached min_position");
  CHECK(ledger.balance("0:4:3") == "UNAVAILABLE position_not_reached");
  v1::GetTotalsRequest totals;
  totals.add_positions("0:3");
  CHECK(problem(ledger.client.call(&Stub::GetTotals, totals).status) == "OUT_OF_RANGE position_void positions");
  Watching watching(ledger.client, "0:3");
  CHECK(watching.end() == "OUT_OF_RANGE position_void after");
}

TEST_CASE("A watch tells epochs, and ends if it has sent what was given up", "[grpc][watch][epochs]") {
  RewoundCalls ledger;
  Watching all(ledger.client, "");
  const auto events = all.take(4);
  REQUIRE(events.size() == 4);
  CHECK_FALSE(events[1].has_epoch());
  CHECK(events[2].epoch() == 2);
  CHECK(all.position() == "0:4:2");
  Watching early(ledger.client, "", ledger.account);
  REQUIRE(early.take(4).size() == 4);
  const auto other = ledger.client.open();
  CHECK(all.take(1).at(0).epoch() == 2);
  begin_epoch(ledger.database.owner(), 3, 4);
  CHECK(all.end() == "OUT_OF_RANGE position_void");
  ledger.client.deposit(ledger.account, "1");
  CHECK(early.take(1).at(0).epoch() == 3);
  CHECK(early.position() == "0:6:3");
  CHECK(other == 2);
}

TEST_CASE("After a restore calls answer why nothing is recorded, and nobody is unknown", "[grpc][restored]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  query_value(database.owner(), "update journal_guard set database_identity = null returning 1");
  CHECK(problem(client.deposit(account, "1").status) == "UNAVAILABLE journal_unconfirmed");
  v1::RecordTransactionsRequest bulk;
  *bulk.add_commands()->mutable_deposit() = payment(account, "1");
  const auto each = client.call(&Stub::RecordTransactions, bulk);
  CHECK(each->results(0).code() == "journal_unconfirmed");
  CHECK(each->results(0).status() == grpc::StatusCode::UNAVAILABLE);
  bulk.set_atomic(true);
  CHECK(problem(client.call(&Stub::RecordTransactions, bulk).status) == "UNAVAILABLE journal_unconfirmed");
  query_value(database.owner(),
              "update journal_guard set database_identity = database_identity(),"
              " kafka_position = 12, common_position = 9 returning 1");
  CHECK(problem(client.deposit(account, "1").status) == "UNAVAILABLE journal_behind");
  CHECK(client.balance(account) == "0.00");
  query_value(database.owner(), "update journal_guard set kafka_position = null, common_position = null returning 1");

  lose_identity(database.owner(), std::to_string(account));
  v1::ListAccountsRequest by_id;
  by_id.set_external_id("crm-1");
  CHECK(problem(client.call(&Stub::ListAccounts, by_id).status) == "UNAVAILABLE identities_lost");
  v1::OpenAccountRequest open;
  open.set_name("Ann");
  open.set_external_id("crm-1");
  CHECK(problem(client.call(&Stub::OpenAccount, open).status) == "UNAVAILABLE identities_lost");
  query_value(database.owner(), "update lost_identity set state = 2 returning 1");
  CHECK(client.call(&Stub::ListAccounts, by_id)->accounts_size() == 0);
}

}  // namespace ledger::test
