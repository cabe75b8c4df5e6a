// Lists of accounts, and sums over all of them.
#include <map>
#include <set>

#include "tests/support/api/api_pages.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("Accounts are listed by id, page by page, with their balances of now", "[api][users]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  CHECK(client.get("/v1/users").json.member("items").size() == 0);
  std::vector<std::string> users;
  for (int count = 0; count < 7; ++count) users.push_back(client.open());
  const auto paid = client.deposit(users[2], "12.50");
  const auto items = client.get("/v1/users").json.member("items");
  REQUIRE(items.size() == 7);
  CHECK(items.at(2)["id"] == users[2]);
  CHECK(items.at(2)["balance"] == "12.50");
  CHECK(items.at(2)["version"] == "2");
  CHECK(client.get("/v1/users").response.field("Ledger-Position") == paid.response.field("Ledger-Position"));
  for (const auto* limit : {"1", "3", "7", "8"}) {
    CHECK(members_of_pages(client, std::string("/v1/users?limit=") + limit, "id") == users);
  }
}

TEST_CASE("An account is found by its outside id", "[api][users]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  client.open();
  const auto user = client.post("/v1/user", R"({"name":"Zoë","external_id":"crm/4711 ü"})");
  REQUIRE(user.status() == 201);
  const auto found = client.get("/v1/users?external_id=crm/4711%20%C3%BC").json.member("items");
  REQUIRE(found.size() == 1);
  CHECK(found.at(0)["id"] == user["id"]);
  CHECK(found.at(0)["name"] == "Zoë");
  CHECK(found.at(0)["external_id"] == "crm/4711 ü");
  CHECK(client.get("/v1/users?external_id=crm").json.member("items").size() == 0);
  for (const auto& wrong : {std::string(), std::string("%00"), std::string(257, 'x')}) {
    CHECK(client.get("/v1/users?external_id=" + wrong).problem() == "422 text_length external_id");
  }
  CHECK(client.get("/v1/users?external_id=%ff").status() == 422);
}

TEST_CASE("Accounts are found by how their holders' names begin", "[api][users]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  std::map<std::string, std::string> users;
  for (const auto* name : {"Zoë Ä", "ann Miller", "Ann Abel", "Anna", "Ben", "zoë ä2", "100%", "100_"}) {
    users[name] = client.post("/v1/users", std::string(R"({"name":")") + name + "\"}")["id"];
  }
  const auto found = [&](const std::string& start) {
    std::vector<std::string> ids;
    const auto items = client.get("/v1/users?name=" + start).json.member("items");
    for (std::size_t index = 0; index < items.size(); ++index) ids.push_back(items.at(index)["id"]);
    return ids;
  };
  using Ids = std::vector<std::string>;
  CHECK(found("ANN") == Ids{users["Ann Abel"], users["ann Miller"], users["Anna"]});
  CHECK(found("ann%20") == Ids{users["Ann Abel"], users["ann Miller"]});
  CHECK(found("ZO%C3%8B%20%C3%A4") == Ids{users["Zoë Ä"], users["zoë ä2"]});
  CHECK(found("100%25") == Ids{users["100%"]});
  CHECK(found("nn").empty());
  CHECK(found("ann&limit=2") == Ids{users["Ann Abel"], users["ann Miller"]});
  CHECK(client.get("/v1/users?name=ann&limit=2").json["next_cursor"] == "null");
  CHECK(client.request("DELETE", "/v1/users/" + users["Anna"] + "/identity", "", {{"Idempotency-Key", "erase"}})
            .status() < 300);
  CHECK(found("Anna").empty());
  for (const auto& wrong : {std::string(), std::string("%00"), std::string(257, 'x')}) {
    CHECK(client.get("/v1/users?name=" + wrong).problem() == "422 text_length name");
  }
}

TEST_CASE("Lists that cannot be are refused", "[api][users]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const auto* wrong : {"", "a", "a0", "a-1", "u1", "a1.1", "affffffffffffffff", "a1 "}) {
    INFO(wrong);
    const auto target = std::string("/v1/users?cursor=") + (std::string(wrong) == "a1 " ? "a1%20" : wrong);
    CHECK(client.get(target).problem() == "422 cursor_malformed cursor");
  }
  CHECK(client.get("/v1/users?limit=0").problem() == "422 limit_malformed limit");
  CHECK(client.get("/v1/users?external_id=x&cursor=a1").problem() == "422 cursor_malformed cursor");
  CHECK(client.get("/v1/users?name=x&cursor=a1").problem() == "422 cursor_malformed cursor");
  CHECK(client.get("/v1/users?name=x&external_id=x").problem() == "422 unknown_parameter name");
  CHECK(client.get("/v1/users?cursor=a7fffffffffffffff").json.member("items").size() == 0);
  CHECK(client.get("/v1/totals?position=1:1").problem() == "422 journal_unknown position");
  CHECK(client.get("/v1/totals?position=-1").problem() == "422 position_malformed position");
}

TEST_CASE("Totals are the sums over all accounts, by currency, now and at a position", "[api][users]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  CHECK(client.get("/v1/totals").json.member("totals").size() == 0);
  const auto one = client.open();
  const auto two = client.open();
  const auto yen = client.open(R"(,"currency":"JPY")");
  REQUIRE(client.deposit(one, "10").status() == 200);
  const auto middle = client.deposit(yen, "300").response.field("Ledger-Position");
  REQUIRE(client.deposit(two, "2.50").status() == 200);
  const auto last = client.withdraw(one, "4").response.field("Ledger-Position");

  const auto now = client.get("/v1/totals");
  CHECK(now["position"] == last);
  CHECK(now.response.field("Ledger-Position") == last);
  const auto dollars = now.json.member("totals").at(1);
  CHECK(dollars["currency"] == "USD");
  CHECK(dollars["accounts"] == "2");
  CHECK(dollars["balance"] == "8.50");
  CHECK(dollars["credited"] == "12.50");
  CHECK(dollars["debited"] == "4.00");
  CHECK(now.json.member("totals").at(0)["balance"] == "300");

  const auto then = client.get("/v1/totals?position=" + middle);
  CHECK(then["position"] == middle);
  CHECK(then.json.member("totals").at(1)["balance"] == "10.00");
  CHECK(client.get("/v1/totals?position=99999")["position"] == last);
  CHECK(client.get("/v1/totals?position=0").json.member("totals").size() == 0);
}

}  // namespace ledger::test
