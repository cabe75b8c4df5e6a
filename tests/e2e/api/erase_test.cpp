// Erasing an identity: what is personal goes, what is hashed and summed stays right.
#include "tests/support/api/api_server.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string comments(const TestDatabase& database) {
  return query_value(database.owner(), "select count(*) from transaction_comment");
}

/// Returns the exit code of `ledgerctl verify`.
int verify(const TestDatabase& database) {
  Process process(program_path("ledgerctl"), {"verify"}, database_environment(database.service()));
  return process.wait();
}

}  // namespace

TEST_CASE("An erased identity leaves every hash and sum valid", "[api][commands][erase]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto ann = client.open(R"(,"external_id":"crm-1")");
  const auto bob = client.open(R"(,"external_id":"crm-2")");
  const auto paid = client.deposit(ann, "10", R"(,"comment":"from Ann's mother")");
  REQUIRE(paid.status() == 200);
  REQUIRE(client.pay("TRANSFER", ann, "10", R"(,"comment":"for Bob","to_user_id":)" + bob).status() == 200);
  REQUIRE(client.deposit(bob, "1", R"(,"comment":"Bob's own")").status() == 200);
  CHECK(comments(database) == "3");

  const HttpFields key = {{"Idempotency-Key", fresh_uid()}};
  const auto erased = client.request("DELETE", "/v1/user/" + ann + "/identity", "", key);
  REQUIRE(erased.status() == 200);
  CHECK(erased["type"] == "ERASE");
  CHECK(comments(database) == "1");
  const auto user = client.get("/v1/user/" + ann);
  CHECK(user["name"] == "null");
  CHECK(user["external_id"] == "null");
  CHECK(client.get("/v1/transaction/" + paid["uid"])["comment"] == "missing");
  CHECK(client.get("/v1/user/" + bob)["external_id"] == "crm-2");
  // The outside id is free again.
  const auto next = client.open(R"(,"external_id":"crm-1")");
  CHECK(next != ann);

  const auto again = client.request("DELETE", "/v1/user/" + ann + "/identity", "", key);
  CHECK(again.response.body == erased.response.body);
  CHECK(again.response.field("Idempotent-Replayed") == "true");
  // A retry matches what was erased.
  CHECK(client.post("/v1/transaction", payment_body(paid["uid"], "DEPOSIT", ann, "10", R"(,"comment":"anything")"))
            .response.field("Idempotent-Replayed") == "true");
  CHECK(verify(database) == 0);
}

TEST_CASE("A long history's comments are all erased, those after the erasure are not", "[api][commands][erase]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (int round = 0; round < 1100; ++round) {
    REQUIRE(client.pay(round % 2 == 0 ? "DEPOSIT" : "WITHDRAW", user, "1", R"(,"comment":"secret")").status() == 200);
  }
  CHECK(comments(database) == "1100");
  const auto identity = "/v1/user/" + user + "/identity";
  const HttpFields key = {{"Idempotency-Key", fresh_uid()}};
  REQUIRE(client.request("DELETE", identity, "", key).status() == 200);
  CHECK(comments(database) == "0");
  CHECK(query_value(database.owner(), "select count(*) from pending_erasure") == "0");
  // There is nothing more to erase, which needs no event.
  CHECK(client.request("DELETE", identity, "").problem() == "404 identity_not_found user_id");
  CHECK(query_value(database.owner(), "select count(*) from event where type = 16") == "1");
  REQUIRE(client.deposit(user, "1", R"(,"comment":"later")").status() == 200);
  REQUIRE(client.request("DELETE", identity, "", key).status() == 200);
  CHECK(comments(database) == "1");
  REQUIRE(client.pay("WITHDRAW", user, "1").status() == 200);
  REQUIRE(client.request("DELETE", identity, "").status() == 200);
  CHECK(comments(database) == "0");
}

}  // namespace ledger::test
