// One word a concept, and former names beside the present ones.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("A transaction is put under the uid in its path, which body and key may repeat", "[api][names]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto uid = fresh_uid();
  const auto path = "/v1/transactions/" + uid;
  const auto bare = R"({"type":"DEPOSIT","amount":"5","user_id":)" + user + "}";
  const auto put = client.request("PUT", path, bare);
  CHECK(put.status() == 200);
  CHECK(put["uid"] == uid);
  CHECK(put.response.field("Idempotent-Replayed").empty());
  for (const auto& repeated :
       {client.request("PUT", path, bare), client.request("PUT", path, bare, {{"Idempotency-Key", uid}}),
        client.request("PUT", path, payment_body(uid, "DEPOSIT", user, "5")),
        client.post("/v1/transaction", payment_body(uid, "DEPOSIT", user, "5"))}) {
    CHECK(repeated.status() == 200);
    CHECK(repeated.response.field("Idempotent-Replayed") == "true");
  }
  CHECK(client.balance(user) == "5.00");
  const auto other = fresh_uid();
  CHECK(client.request("PUT", path, payment_body(other, "DEPOSIT", user, "5")).problem() == "422 uid_mismatch uid");
  CHECK(client.request("PUT", path, bare, {{"Idempotency-Key", other}}).problem() == "422 uid_mismatch uid");
  CHECK(client.request("PUT", "/v1/transactions/x", bare).problem() == "422 uid_malformed uid");
  CHECK(client.request("PUT", "/v1/transactions/00000000-0000-8000-8000-000000000001", bare).problem() ==
        "422 uid_reserved uid");
}

TEST_CASE("What is done by a former name is seen by the present one, and links keep to the client's", "[api][names]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const std::string users : {"/v1/user", "/v1/users"}) {
    const auto opened = client.post(users, R"({"name":"Ann"})");
    CHECK(opened.status() == 201);
    const auto own = users + "/" + opened["id"];
    CHECK(opened.response.field("Location") == own);
    for (int deposit = 0; deposit < 2; ++deposit) REQUIRE(client.deposit(opened["id"], "5").status() == 200);
    CHECK(client.get("/v1/users/" + opened["id"]).json.text() == client.get("/v1/user/" + opened["id"]).json.text());
    const auto page = client.get(own + "/transactions?limit=1");
    CHECK_THAT(page.response.field("Link"), StartsWith("<" + own + "/transactions?limit=1&cursor="));
  }
  const auto hold = fresh_uid();
  CHECK(client.post("/v1/holds", hold_body(hold, "1", "2")).status() == 200);
  CHECK(client.post("/v1/hold/" + hold + "/confirm", "").status() == 200);
  CHECK(client.get("/v1/holds/" + hold)["status"] == "confirmed");
  CHECK(server.client().request("PATCH", "/v1/user").status == 405);
}

TEST_CASE("An account's limit is its balance_limit, and its former name is accepted and answered as well", "[api][names]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const std::string name : {"balance_limit", "limit"}) {
    INFO(name);
    const auto opened = client.post("/v1/users", R"({"name":"Ann",")" + name + R"(":"10"})");
    CHECK(opened["balance_limit"] == "10.00");
    CHECK(opened["limit"] == "10.00");
    const auto path = "/v1/users/" + opened["id"];
    const auto changed = client.request("PUT", path + "/limit", "{\"" + name + R"(":"20"})");
    CHECK(changed["balance_limit"] == "20.00");
    CHECK(changed["limit"] == "20.00");
    CHECK(client.request("PUT", path + "/limit", "{\"" + name + R"(":null})").status() == 200);
    const auto user = client.get(path);
    CHECK(user["balance_limit"] == "null");
    CHECK(user["limit"] == "null");
  }
  CHECK(client.post("/v1/users", R"({"name":"Ann","balance_limit":"10","limit":"10"})").problem() ==
        "422 unknown_field limit");
  CHECK(client.request("PUT", "/v1/users/1/limit", R"({"balance_limit":"10","limit":null})").problem() ==
        "422 unknown_field limit");
  CHECK(client.request("PUT", "/v1/users/1/limit", "{}").problem() == "422 field_required balance_limit");
}

TEST_CASE("The document is served as it is written, too", "[api][names]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto document = client.get("/openapi.yaml").response;
  CHECK(document.field("Content-Type") == "application/yaml");
  CHECK_THAT(document.body, StartsWith("openapi: 3.0.3\n") && Contains("\n  /v1/users/{id}:\n"));
}

}  // namespace ledger::test
