// Requests as clients and browsers send them: targets, fields and query strings that are taken, and those that are not.
#include <algorithm>

#include "tests/support/api/api_contract.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/chunked_text.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

bool is_open_to_any_accept(const std::string& path) { return !path.starts_with("/v1/"); }

/// A hold of 10 of 100, and the account.
struct OpenHold {
  std::string user;
  std::string uid = fresh_uid();
};

OpenHold open_hold(ApiClient& client) {
  OpenHold hold{.user = client.open()};
  REQUIRE(client.deposit(hold.user, "100").status() == 200);
  REQUIRE(client.post("/v1/hold", hold_body(hold.uid, hold.user, "10")).status() == 200);
  return hold;
}

}  // namespace

TEST_CASE("A query string is refused by every call that does not know it", "[api][requests]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const auto& operation : documented_operations()) {
    INFO(operation.method << " " << operation.path);
    const auto target = operation.target();
    CHECK(client.request(operation.method, target + "?amount=5", operation.body).problem() == "422 unknown_parameter");
  }
  const auto hold = open_hold(client);
  CHECK(client.post("/v1/hold/" + hold.uid + "/confirm?amount=5", "").problem() == "422 unknown_parameter");
  CHECK(client.post("/v1/user/" + hold.user + "/freeze?", "").status() == 200);
  CHECK(client.get("/v1/hold/" + hold.uid)["status"] == "open");
  CHECK(client.get("/v1/users?limit=1&limit=2").problem() == "422 duplicate_parameter limit");
}

TEST_CASE("What the client does not take is not sent", "[api][requests]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const auto& operation : documented_operations()) {
    INFO(operation.method << " " << operation.path);
    const auto answer = client.request(operation.method, operation.target(), operation.body,
                                       {{"Accept", "image/png, text/html;q=0.5"}});
    if (is_open_to_any_accept(operation.path)) {
      CHECK(answer.status() != 406);
    } else {
      CHECK(answer.problem() == "406 not_acceptable");
      CHECK(answer.response.field("Content-Type") == "application/problem+json");
    }
  }
  const auto user = client.open();
  const auto statement = [&](const std::string& accept) {
    return client.get("/v1/user/" + user + "/statement", {{"Accept", accept}}).response.field("Content-Type");
  };
  CHECK(statement("text/csv;q=0.5, application/json;q=0.4").starts_with("text/csv;"));
  CHECK(statement("text/csv;q=0, */*") == "application/json");
  CHECK(client.get("/v1/user/" + user + "/statement?format=csv", {{"Accept", "image/png"}}).status() == 200);
  CHECK(client.get("/v1/user/" + user, {{"Accept", "APPLICATION/*;q=0.1"}}).status() == 200);
}

TEST_CASE("A body that is encoded is refused", "[api][requests]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const auto& operation : documented_operations()) {
    INFO(operation.method << " " << operation.path);
    const auto answer =
        client.request(operation.method, operation.target(), operation.body, {{"Content-Encoding", "gzip"}});
    CHECK(answer.problem() == "415 content_encoding_unsupported");
    CHECK(answer.response.field("Accept-Encoding") == "identity");
  }
  CHECK(client.post("/v1/user", R"({"name":"Ann"})", {{"content-encoding", "Identity"}}).status() == 201);
  CHECK(client.post("/v1/user", R"({"name":"Ann"})", {{"Content-Encoding", "identity, gzip"}}).status() == 415);
  const auto typed = [&client](const std::string& type) {
    return client.post("/v1/user", R"({"name":"Ann"})", {{"Content-Type", type}}).status();
  };
  CHECK(typed("APPLICATION/json ;Charset=\"utf-8\"") == 201);
  CHECK(typed("application/json, text/plain") == 415);
  // Also where a body may be left out.
  CHECK(client.post("/v1/user/1/freeze", "{}", {{"Content-Type", "text/plain"}}).status() == 415);
}

TEST_CASE("Zeros at the end of an amount make no difference, at every entry point", "[api][requests]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto hold = open_hold(client);
  const auto uid = fresh_uid();
  const auto deposit = [&](const std::string& amount) {
    return client.post("/v1/transaction", R"({"uid":")" + uid + R"(","type":"DEPOSIT","user_id":)" + hold.user +
                                              R"(,"amount":)" + amount + "}");
  };
  REQUIRE(deposit("\"100\"").status() == 200);
  for (const auto* same : {"100", "100.0", "100.000", "\"100.00\"", "\"100.000000000000000000000000\""}) {
    INFO(same);
    CHECK(deposit(same).response.field("Idempotent-Replayed") == "true");
  }
  CHECK(deposit("100.001").problem() == "409 uid_reused uid");
  CHECK(client.deposit(hold.user, "1.005").problem() == "422 amount_too_precise amount");
  CHECK(client.deposit(hold.user, "1.000e0").problem() == "422 amount_malformed amount");
  const auto yen = client.open(R"(,"currency":"JPY","limit":"1000.00")");
  CHECK(client.deposit(yen, "100.0")["balance"] == "100");
  CHECK(client.post("/v1/hold/" + hold.uid + "/confirm", R"({"amount":4.500})")["captured_amount"] == "4.50");
  CHECK(client.request("PUT", "/v1/user/" + yen + "/limit", R"({"limit":"2000.000"})")["limit"] == "2000");
  const auto bulk = client.post("/v1/transactions", "[" + payment_body(fresh_uid(), "DEPOSIT", yen, "1.00") + "]");
  CHECK(bulk.json.member("results").at(0)["balance"] == "101");
  const auto wallet = "/api/v1/wallets/" + client.post("/api/v1/wallets", "")["wallet_id"] + "/operation";
  CHECK(client.post(wallet, R"({"operation_type":"DEPOSIT","amount":12.5000})")["balance"] == "12.5");
  CHECK(client.post("/balance/ann/limits", R"({"delta":500.0})")["maximum"] == "500");
  CHECK(client.post("/balance/ann/current", R"({"delta":100.00})")["current"] == "100");
  CHECK(client.post("/balance/ann/current", R"({"delta":-0.5})").status() == 422);
}

TEST_CASE("A field that has one value is sent once", "[api][requests]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const std::string json = "application/json";
  const auto repeated = [&](const std::string& name, const std::string& value) {
    return client.get("/v1/user/" + user, {{name, value}, {"x-between", "y"}, {name, value}}).problem();
  };
  CHECK(repeated("Ledger-Min-Position", "0:1") == "422 duplicate_header Ledger-Min-Position");
  CHECK(repeated("last-event-id", "0:1") == "422 duplicate_header Last-Event-ID");
  CHECK(repeated("Content-Type", json) == "422 duplicate_header Content-Type");
  CHECK(repeated("Idempotency-Key", "7") == "422 duplicate_header Idempotency-Key");
  CHECK(repeated("Authorization", "Bearer x") == "401 authorization_repeated");
  CHECK(client.get("/livez", {{"Authorization", "Bearer x"}, {"AUTHORIZATION", "Bearer x"}}).problem() ==
        "422 duplicate_header Authorization");
  const auto posted = client.post("/v1/user", R"({"name":"Ann"})", {{"Content-Type", json}, {"Content-Type", json}});
  CHECK(posted.problem() == "422 duplicate_header Content-Type");
  // These are lists.
  CHECK(client.get("/v1/user/" + user, {{"Accept", "text/html"}, {"Accept", json}}).status() == 200);
}

TEST_CASE("A target may be a whole URL, and a blank line may come before it", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RawConnection connection(server.url());
  const std::string well = R"({"status":"ok"})";
  SECTION("a URL") {
    connection.send("GET http://anything.example:81/livez HTTP/1.1\r\nHost: ledger\r\n\r\n");
    CHECK(connection.next_response().body == well);
  }
  SECTION("one with a user") {
    connection.send("GET http://me@ledger/livez HTTP/1.1\r\nHost: ledger\r\n\r\n");
    CHECK(connection.next_response().status == 400);
    CHECK(connection.is_closed_by_peer());
  }
  SECTION("a blank line, as some clients send it behind a body") {
    const auto request = request_text("POST", "/v1/user", R"({"name":"Ann"})", {});
    connection.send("\r\n" + request + "\r\n" + next_request);
    CHECK(connection.next_response().status == 201);
    CHECK(connection.next_response().body == well);
    connection.send("\r");
    connection.send("\n");
    connection.send(next_request);
    CHECK(connection.next_response().body == well);
  }
  SECTION("two blank lines") {
    connection.send("\r\n");
    connection.send("\r\n" + next_request);
    CHECK(connection.next_response().status == 400);
    CHECK(connection.is_closed_by_peer());
  }
  SECTION("half a blank line") {
    connection.send("\n" + next_request);
    CHECK(connection.next_response().status == 400);
    CHECK(connection.is_closed_by_peer());
  }
}

TEST_CASE("No answer is to be taken for another type than it has", "[api][requests]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  auto client = server.client();
  for (const auto* path :
       {"/livez", "/docs", "/docs/page.js", "/nothing", "/v1/users", "/v1/users?colour=red", "/v1/user"}) {
    INFO(path);
    CHECK(client.get(path).field("X-Content-Type-Options") == "nosniff");
  }
  RawConnection connection(server.url());
  connection.send("GET\r\n\r\n");
  CHECK(connection.next_response().field("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("Without tokens no page of another site is answered", "[api][requests][origin]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_HOST_NAMES", "ledger,ui.example"}});
  ApiClient client(server);
  const auto user = client.open();
  const auto close = "/v1/user/" + user + "/close";
  CHECK(client.post(close, "", {{"Origin", "http://evil.example"}}).problem() == "403 origin_foreign Origin");
  CHECK(client.post(close, "", {{"Origin", "null"}}).problem() == "403 origin_foreign Origin");
  CHECK(client.post(close, "", {{"Sec-Fetch-Site", "cross-site"}}).problem() == "403 origin_foreign Sec-Fetch-Site");
  CHECK(client.post(close, "", {{"Sec-Fetch-Site", "same-site"}}).problem() == "403 origin_foreign Sec-Fetch-Site");
  const auto status_at = [&](const std::string& host, const std::string& target) {
    RawConnection connection(server.url());
    connection.send("POST " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return connection.next_response().status;
  };
  CHECK(status_at("evil.example:8000", close) == 403);
  CHECK(status_at("ledger", "http://evil.example" + close) == 403);
  CHECK(client.get("/v1/user/" + user)["status"] == "open");

  // Its own pages, and programs, go on.
  CHECK(client.get("/docs", {{"Sec-Fetch-Site", "cross-site"}}).status() == 200);
  CHECK(client.get("/livez", {{"Origin", "http://evil.example"}}).status() == 200);
  CHECK(client.get("/v1/users", {{"Origin", "http://ledger"}, {"Sec-Fetch-Site", "same-origin"}}).status() == 200);
  CHECK(client.get("/v1/users", {{"Origin", "https://ui.example"}}).status() == 200);
  CHECK(client.get("/v1/users", {{"Origin", "https://ui.example"}, {"Origin", "https://ui.example"}}).problem() ==
        "422 duplicate_header Origin");
  CHECK(status_at(server.url().substr(7), "/v1/user/" + user + "/freeze") == 200);
  CHECK(status_at("localhost", "/v1/user/" + user + "/unfreeze") == 200);
  CHECK(status_at("[::1]:8000", close) == 200);
}

TEST_CASE("Where tokens are asked for, the site of a page does not matter", "[api][requests][origin]") {
  const GuardedServer server(Process::Environment{{"LEDGER_DIALECT_ADDRESS", "127.0.0.1:0"}});
  ApiClient client(server.api());
  auto fields = bearer(server.token_for("admin"));
  fields.emplace_back("Origin", "https://app.example");
  fields.emplace_back("Sec-Fetch-Site", "cross-site");
  CHECK(client.get("/v1/users", fields).status() == 200);
  // The dialects' own listener asks for none.
  HttpClient dialects(server.api().dialects_url());
  const auto change = [&dialects](const HttpFields& with) {
    return dialects.post("/balance/ann/limits", R"({"delta":1})", with).status;
  };
  CHECK(change({{"Origin", "https://app.example"}}) == 403);
  CHECK(change({{"Sec-Fetch-Site", "cross-site"}}) == 403);
  CHECK(change({}) == 200);
}

}  // namespace ledger::test
