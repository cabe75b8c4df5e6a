// Erasing over gRPC does what it does over HTTP.
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;

}  // namespace

TEST_CASE("Over gRPC, too, an erased identity takes the comments along", "[grpc][erase]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  auto deposit = payment(account, "10");
  deposit.set_comment("from Ann's mother");
  REQUIRE(client.call(&Stub::Deposit, deposit).ok());
  v1::AccountCommandRequest erasing;
  erasing.set_account_id(account);
  erasing.set_uid(fresh_uid());
  CHECK(
      problem(client.call(&Stub::EraseIdentity, erasing).status).starts_with("FAILED_PRECONDITION account_not_empty"));
  REQUIRE(client.withdraw(account, "10").ok());

  const auto erased = client.call(&Stub::EraseIdentity, erasing);
  REQUIRE(problem(erased.status) == "OK");
  CHECK(erased->transaction().type() == "ERASE");
  CHECK(query_value(database.owner(), "select count(*) from transaction_comment") == "0");
  CHECK(query_value(database.owner(), "select count(*) from pending_erasure") == "0");
  v1::GetTransactionRequest find;
  find.set_uid(deposit.uid());
  CHECK_FALSE(client.call(&Stub::GetTransaction, find)->has_comment());

  CHECK(client.call(&Stub::EraseIdentity, erasing)->replayed());
  erasing.clear_uid();
  CHECK(problem(client.call(&Stub::EraseIdentity, erasing).status).starts_with("NOT_FOUND identity_not_found"));
}

}  // namespace ledger::test
