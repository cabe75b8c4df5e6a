// Calls of a server that does not agree with its database about the time.
#include "tests/support/catch.hpp"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/faked_clock.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("While the clocks are not trusted, calls that write are UNAVAILABLE and reads go on", "[grpc][clocks]") {
  const TestDatabase database;
  const ApiServer right(database.service());
  const auto account = RpcClient(right).open();
  const FakedClock clock;
  clock.set_ahead(std::chrono::hours(1));
  const ApiServer wrong(database.service(), clock.environment());
  RpcClient client(wrong);
  CHECK(problem(client.deposit(account, "1").status) == "UNAVAILABLE clock_uncertain");
  v1::RecordTransactionsRequest bulk;
  *bulk.add_commands()->mutable_deposit() = payment(account, "1");
  const auto each = client.call(&Stub::RecordTransactions, bulk);
  CHECK(each->results(0).code() == "clock_uncertain");
  CHECK(each->results(0).status() == grpc::StatusCode::UNAVAILABLE);
  bulk.set_atomic(true);
  CHECK(problem(client.call(&Stub::RecordTransactions, bulk).status) == "UNAVAILABLE clock_uncertain");
  CHECK(client.balance(account) == "0.00");
}

}  // namespace ledger::test
