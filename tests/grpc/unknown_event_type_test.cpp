// Events of a newer program over gRPC.
#include "tests/support/catch.hpp"
#include "tests/support/grpc/watching.hpp"
#include "tests/support/journal/future_event.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("An event of a newer program is shown over gRPC, and not decided on", "[grpc][upgrade]") {
  using Stub = v1::Ledger::Stub;
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  REQUIRE(client.deposit(account, "10").ok());
  const auto future = append_future_event(database, AccountId(account), 250);
  CHECK(client.balance(account) == "12.50");
  v1::ListTransactionsRequest list;
  list.set_account_id(account);
  const auto history = client.call(&Stub::ListTransactions, list);
  REQUIRE(history.ok());
  REQUIRE(history->transactions_size() == 3);
  const auto& latest =
      history->transactions(0).type() == "UNKNOWN" ? history->transactions(0) : history->transactions(2);
  CHECK(latest.type() == "UNKNOWN");
  CHECK(latest.state().balance() == "12.50");
  v1::GetTransactionRequest get;
  get.set_uid(to_string(future.uid));
  CHECK(client.call(&Stub::GetTransaction, get)->type() == "UNKNOWN");
  Watching watching(client, "0:2");
  const auto events = watching.take(1);
  REQUIRE(events.size() == 1);
  CHECK(events[0].type() == "unknown");
  CHECK(events[0].type_number() == 99);
  CHECK(events[0].balance() == "12.50");

  CHECK(problem(client.deposit(account, "1").status) == "UNAVAILABLE event_type_unknown");
  CHECK(problem(client.call(&Stub::Transfer, transfer(client.open(), account, "1")).status) ==
        "UNAVAILABLE event_type_unknown");
  CHECK(problem(client.call(&Stub::PlaceHold, hold(account, "1")).status) == "UNAVAILABLE event_type_unknown");
}

}  // namespace ledger::test
