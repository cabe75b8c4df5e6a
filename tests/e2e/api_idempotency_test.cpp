// Retries: the same uid, with the same content and with other.
#include "tests/support/api_server.hpp"
#include "tests/support/test_database.hpp"

namespace ledger::test {

TEST_CASE("A retry answers with the first result, whatever happened since", "[api][idempotency]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "10.00", R"(,"comment":"first")");
  const auto first = client.post("/v1/transaction", body);
  REQUIRE(first.status() == 200);
  CHECK(first.response.field("Idempotent-Replayed").empty());
  REQUIRE(client.withdraw(user, "4").status() == 200);

  for (const auto* method : {"POST", "PUT"}) {
    const auto again = client.request(method, "/v1/transaction", body);
    CHECK(again.status() == 200);
    CHECK(again.response.field("Idempotent-Replayed") == "true");
    CHECK(again.response.body == first.response.body);
    CHECK(again.response.field("Ledger-Position") == first.response.field("Ledger-Position"));
  }
  CHECK(client.balance(user) == "6.00");
}

TEST_CASE("A uid used for something else is refused, and fields left out match", "[api][idempotency]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto other = client.open();
  const auto uid = fresh_uid();
  const std::string details = R"(,"timestamp":"2023-01-30T00:00:00Z","comment":"rent","currency":"USD")";
  REQUIRE(client.post("/v1/transaction", payment_body(uid, "DEPOSIT", user, "10.00", details)).status() == 200);

  struct Retry {
    const char* what;
    std::string body;
    int status;
  };
  const std::vector<Retry> retries = {
      {"nothing but what is required", payment_body(uid, "DEPOSIT", user, "10"), 200},
      {"the same in another spelling",
       payment_body(uid, "DEPOSIT", user, "10.0", R"(,"timestamp":"2023-01-30T03:00+03:00")"), 200},
      {"another amount", payment_body(uid, "DEPOSIT", user, "10.01"), 409},
      {"another type", payment_body(uid, "WITHDRAW", user, "10"), 409},
      {"another account", payment_body(uid, "DEPOSIT", other, "10"), 409},
      {"another timestamp", payment_body(uid, "DEPOSIT", user, "10", R"(,"timestamp":"2023-01-30T00:00:01Z")"), 409},
      {"another comment", payment_body(uid, "DEPOSIT", user, "10", R"(,"comment":"fuel")"), 409},
  };
  for (const auto& retry : retries) {
    INFO(retry.what);
    const auto answer = client.post("/v1/transaction", retry.body);
    CHECK(answer.status() == retry.status);
    if (retry.status == 409) CHECK(answer["code"] == "uid_reused");
  }
  CHECK(client.balance(user) == "10.00");
}

TEST_CASE("A rejected transaction is judged again when it is sent again", "[api][idempotency]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto body = payment_body(fresh_uid(), "WITHDRAW", user, "5");
  CHECK(client.post("/v1/transaction", body).problem() == "402 insufficient_funds amount");
  REQUIRE(client.deposit(user, "5").status() == 200);
  CHECK(client.post("/v1/transaction", body).status() == 200);
}

TEST_CASE("Idempotency-Key stands in for a missing uid", "[api][idempotency]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);

  SECTION("opening an account twice under one key opens one") {
    const auto key = fresh_uid();
    const HttpFields keyed = {{"Idempotency-Key", key}};
    const auto first = client.post("/v1/user", R"({"name":"Ann","external_id":"crm-1"})", keyed);
    const auto again = client.post("/v1/user", R"({"name":"Ann","external_id":"crm-1"})", keyed);
    CHECK(first.status() == 201);
    CHECK(again.status() == 201);
    CHECK(again.response.body == first.response.body);
    CHECK(again.response.field("Idempotent-Replayed") == "true");
    CHECK(again.response.field("Location") == "/v1/user/" + first["id"]);
    CHECK(client.post("/v1/user", R"({"name":"Bob"})", keyed).problem() == "409 uid_reused uid");
    CHECK(client.get("/v1/transaction/" + key)["type"] == "OPEN");
  }
  SECTION("a currency that is left out matches the account's") {
    const HttpFields keyed = {{"Idempotency-Key", fresh_uid()}};
    const auto first = client.post("/v1/user", R"({"name":"Ann","currency":"JPY","limit":"100"})", keyed);
    CHECK(first["currency"] == "JPY");
    CHECK(client.post("/v1/user", R"({"name":"Ann"})", keyed).response.body == first.response.body);
    CHECK(client.post("/v1/user", R"({"name":"Ann","limit":"100"})", keyed).response.body == first.response.body);
    CHECK(client.post("/v1/user", R"({"name":"Ann","currency":"USD"})", keyed).problem() == "409 uid_reused uid");
    CHECK(client.post("/v1/user", R"({"name":"Ann","limit":"101"})", keyed).problem() == "409 uid_reused uid");
    CHECK(client.post("/v1/user", R"({"name":"Bob"})")["currency"] == "USD");
  }
  SECTION("a transaction takes it as its uid, in quotes too") {
    const auto user = client.open();
    const auto key = fresh_uid();
    const auto body = R"({"type":"DEPOSIT","amount":"1.00","user_id":)" + user + "}";
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", key}})["uid"] == key);
    CHECK(client.post("/v1/transaction", body, {{"idempotency-key", "\"" + key + "\""}})
              .response.field("Idempotent-Replayed") == "true");
    CHECK(client.balance(user) == "1.00");
  }
  SECTION("body and header must agree") {
    const auto user = client.open();
    const auto uid = fresh_uid();
    const auto body = payment_body(uid, "DEPOSIT", user, "1");
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", fresh_uid()}}).problem() == "422 uid_mismatch uid");
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", uid}}).status() == 200);
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", "7"}}).problem() ==
          "422 uid_malformed Idempotency-Key");
    CHECK(client.post("/v1/user", R"({"name":"Ann"})", {{"Idempotency-Key", "0190163d-8694-839b-aea5-966c26f8ad91"}})
              .problem() == "422 uid_reserved Idempotency-Key");
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", uid}, {"Idempotency-Key", uid}}).problem() ==
          "422 duplicate_header Idempotency-Key");
  }
}

}  // namespace ledger::test
