// Balances on a date, and as they were known.
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("A date means the same however it is written", "[api][time]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "1", R"(,"timestamp":"2022-05-04T23:59:59.999999Z")").status() == 200);
  REQUIRE(client.deposit(user, "2", R"(,"timestamp":"2022-05-05T00:00:00Z")").status() == 200);
  REQUIRE(client.deposit(user, "4", R"(,"timestamp":"2022-05-05T00:00:00.000001Z")").status() == 200);

  for (const auto* date :
       {"2022-05-05", "2022-05-05T00:00", "2022-05-05T00:00:00", "2022-05-05T00:00:00.00000000", "2022-05-05T00:00Z",
        "2022-05-05T00:00:00.000Z", "2022-05-05T03:00:00+03:00", "2022-05-05T03:00%2B03:00",
        "2022-05-04T19:00:00-05:00", "2022-05-05%2000:00", "2022-05-05T00:00:00.0000009"}) {
    INFO(date);
    CHECK(client.balance(user, std::string("?date=") + date) == "3.00");
    CHECK(client.get("/v1/user/" + user + "?date=" + date)["balance"] == "3.00");
  }
  CHECK(client.balance(user, "?date=2022-05-04T23:59:59.999998Z") == "0.00");
  CHECK(client.balance(user, "?date=2022-05-04T23:59:59.999999Z") == "1.00");
  CHECK(client.balance(user, "?date=2022-05-05T00:00:00.000001") == "7.00");
  CHECK(client.get("/v1/user/" + user + "/balance?date=2022-05-05T03:00:00+03:00")["date"] ==
        "2022-05-05T00:00:00.000000Z");
  for (const auto* wrong : {"2022-5-5", "05.05.2022", "2022-02-30", "2022-05-05T24:00", "now", "", "1651708800",
                            "2022-05-05T00:00:00%2003:00"}) {
    INFO(wrong);
    CHECK(client.get("/v1/user/" + user + "/balance?date=" + wrong).status() == 422);
  }
}

TEST_CASE("A timestamp is written back as the same instant", "[api][time]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (const auto* written : {"2023-01-30", "2023-01-30T00:00:00.00000000", "2023-01-30T00:00:00Z",
                              "2023-01-30T03:00:00+03:00", "2023-01-30 00:00"}) {
    INFO(written);
    const auto answer = client.deposit(user, "1", std::string(R"(,"timestamp":")") + written + "\"");
    CHECK(answer["timestamp"] == "2023-01-30T00:00:00.000000Z");
  }
  CHECK(client.deposit(user, "1", R"(,"timestamp":"9999-01-01")").problem() == "422 timestamp_in_future timestamp");
}

TEST_CASE("A withdrawal is judged by the current balance, also when it is back-dated", "[api][time]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "100", R"(,"timestamp":"2023-03-01")").status() == 200);
  CHECK(client.withdraw(user, "100.01", R"(,"timestamp":"2023-02-01")").problem() == "402 insufficient_funds amount");
  // On its own date there was no money yet, but there is now.
  CHECK(client.withdraw(user, "30", R"(,"timestamp":"2023-02-01")").status() == 200);
  CHECK(client.balance(user, "?date=2023-02-15") == "-30.00");
  CHECK(client.balance(user, "?date=2023-03-01") == "70.00");
  CHECK(client.balance(user) == "70.00");
}

TEST_CASE("known_at tells what was believed then", "[api][time]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto first = client.deposit(user, "10", R"(,"timestamp":"2023-01-10")");
  const auto late = client.deposit(user, "5", R"(,"timestamp":"2023-01-05")");
  const auto path = "/v1/user/" + user + "/balance";

  SECTION("by position, in both spellings, and repeatable") {
    const auto position = first["position"];
    for (const auto& known_at : {position, "0:" + position}) {
      const auto answer = client.get(path + "?date=2023-01-06&known_at=" + known_at);
      CHECK(answer["balance"] == "0.00");
      CHECK(answer["known_at"] == "0:" + position);
      CHECK(answer["version"] == "2");
    }
    CHECK(client.balance(user, "?date=2023-01-06") == "5.00");
    const auto now = client.get(path);
    REQUIRE(client.deposit(user, "1").status() == 200);
    CHECK(client.get(path + "?known_at=" + now["known_at"])["balance"] == now["balance"]);
  }
  SECTION("by recorded time") {
    CHECK(client.get(path + "?known_at=" + first["recorded_at"])["balance"] == "10.00");
    CHECK(client.get(path + "?known_at=" + late["recorded_at"])["known_at"] == "0:" + late["position"]);
    CHECK(client.get(path + "?known_at=2023-01-01").problem() == "404 account_not_found id");
  }
  SECTION("a position still to come stands for the last one") {
    CHECK(client.get(path + "?known_at=1000000")["known_at"] == "0:" + late["position"]);
  }
  SECTION("what is neither is refused") {
    for (const auto* wrong : {"0:x", "-1", "1:1:1", "yesterday", "99999999999999999999", "1:5"}) {
      INFO(wrong);
      const auto answer = client.get(path + "?known_at=" + wrong);
      CHECK(answer.status() == 422);
      CHECK(answer["field"] == "known_at");
    }
  }
}

}  // namespace ledger::test
