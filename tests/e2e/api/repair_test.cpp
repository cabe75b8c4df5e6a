// An account's read model put right.
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("A damaged balance is found by a repair, and put right", "[api][repair]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (const auto* date : {"2023-02-01", "2023-01-01", "2023-03-01"}) {
    REQUIRE(client.deposit(user, "10", std::string(R"(,"timestamp":")") + date + "\"").status() == 200);
  }
  project(database.service(), 10, Position(4));
  const auto path = "/v1/user/" + user;
  const auto clean = client.post(path + "/repair", "");
  CHECK(clean["repaired_rows"] == "0");
  CHECK(clean["position"] == "0:4");
  CHECK(clean.json.member("expected").text() == clean.json.member("found").text());

  query_value(database.owner(), "update account_snapshot set balance = 7 returning 1");
  query_value(database.owner(), "update run_row set balance = balance + 1 where row_no = 0 returning 1");
  CHECK(client.balance(user, "?date=2023-01-15") != "10.00");
  const auto repaired = client.post(path + "/repair", "");
  CHECK(std::stoi(repaired["repaired_rows"]) > 2);
  CHECK(repaired.json.member("found")["balance"] == "0.07");
  CHECK(repaired.json.member("expected")["balance"] == "30.00");
  CHECK(client.balance(user, "?date=2023-01-15") == "10.00");
  CHECK(client.balance(user) == "30.00");
  CHECK(client.post(path + "/repair", "")["repaired_rows"] == "0");
  CHECK(client.post("/v1/user/999999/repair", "").problem() == "404 account_not_found id");
  CHECK(client.post("/v1/user/x/repair", "").problem() == "422 id_malformed id");
}

}  // namespace ledger::test
