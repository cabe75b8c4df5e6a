// Each command has its effect, and sending it again has no further effect.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/command_table.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// "balance held available" of an account.
std::string state(ApiClient& client, const std::string& user) {
  const auto answer = client.get("/v1/user/" + user + "/balance");
  return answer["balance"] + " " + answer["held"] + " " + answer["available"];
}

void check_replay(const Answer& first, const Answer& again) {
  CHECK(again.status() == first.status());
  CHECK(again.response.body == first.response.body);
  CHECK(again.response.field("Ledger-Position") == first.response.field("Ledger-Position"));
  CHECK(first.response.field("Idempotent-Replayed").empty());
  CHECK(again.response.field("Idempotent-Replayed") == "true");
}

/// A hold that has ended in another way than requested is returned as it is, and that does not count as a replay.
void check_no_replay(const Answer& ended, const Answer& later) {
  CHECK(later.status() == 200);
  CHECK(later.response.body == ended.response.body);
  CHECK(later.response.field("Ledger-Position") == ended.response.field("Ledger-Position"));
  CHECK(later.response.field("Idempotent-Replayed").empty());
}

}  // namespace

TEST_CASE("A transfer moves money on both sides, once", "[api][commands]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto ann = client.open();
  const auto bob = client.open(R"(,"limit":"80")");
  REQUIRE(client.deposit(ann, "100").status() == 200);
  const auto body = [&](const std::string& uid, const std::string& amount) {
    return payment_body(uid, "TRANSFER", ann, amount, R"(,"comment":"rent","to_user_id":)" + bob);
  };
  const auto uid = fresh_uid();
  const auto first = client.post("/v1/transaction", body(uid, "80"));
  REQUIRE(first.status() == 200);
  CHECK(first["type"] == "TRANSFER");
  CHECK(first["to_user_id"] == bob);
  CHECK(first["balance"] == "20.00");
  CHECK(first.response.field("Ledger-Position") == "0:5");
  check_replay(first, client.request("PUT", "/v1/transaction", body(uid, "80")));
  CHECK(client.post("/v1/transaction", body(uid, "79")).problem() == "409 uid_reused uid");
  CHECK(client.balance(ann) == "20.00");
  CHECK(client.balance(bob) == "80.00");
}

TEST_CASE("A hold sets money aside until it is confirmed or canceled", "[api][commands][hold]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "100").status() == 200);
  const auto uid = fresh_uid();
  const auto placed = client.post("/v1/hold", hold_body(uid, user, "100", 600, R"(,"comment":"ride")"));
  REQUIRE(placed.status() == 200);
  CHECK(placed["uid"] == uid);
  CHECK(placed["status"] == "open");
  CHECK(placed["service_id"] == "taxi");
  CHECK(placed["captured_amount"] == "null");
  CHECK(placed["closed_at"] == "null");
  CHECK(placed.json.member("account")["available"] == "0.00");
  CHECK(state(client, user) == "100.00 100.00 0.00");
  CHECK(client.withdraw(user, "0.01").problem() == "402 insufficient_funds amount");
  CHECK(client.post("/v1/hold", hold_body(fresh_uid(), user, "0.01")).problem() == "402 insufficient_funds amount");
  check_replay(placed, client.post("/v1/hold", hold_body(uid, user, "100")));
  CHECK(client.post("/v1/hold", hold_body(uid, user, "99")).problem() == "409 uid_reused uid");
  const auto path = "/v1/hold/" + uid;

  SECTION("wholly confirmed") {
    const auto confirmed = client.post(path + "/confirm", "");
    REQUIRE(confirmed.status() == 200);
    CHECK(confirmed["status"] == "confirmed");
    CHECK(confirmed["captured_amount"] == "100.00");
    CHECK(confirmed["closed_at"] != "null");
    CHECK(state(client, user) == "0.00 0.00 0.00");
    check_replay(confirmed, client.post(path + "/confirm", ""));
    check_replay(confirmed, client.post(path + "/confirm", R"({"amount":"100"})"));
    check_no_replay(confirmed, client.post(path + "/confirm", R"({"amount":"1"})"));
    check_no_replay(confirmed, client.post(path + "/confirm", R"({"amount":"1.0001"})"));
    check_no_replay(confirmed, client.post(path + "/cancel", R"({"service_id":"taxi"})"));
    // The position is the closing's.
    CHECK(placed.response.field("Ledger-Position") == "0:3");
    CHECK(confirmed.response.field("Ledger-Position") == "0:4");
  }
  SECTION("confirmed in part, the rest is free again") {
    const auto confirmed = client.post(path + "/confirm", R"({"amount":"30.5","service_id":"taxi"})");
    REQUIRE(confirmed.status() == 200);
    CHECK(confirmed["captured_amount"] == "30.50");
    CHECK(confirmed["amount"] == "100.00");
    CHECK(confirmed.json.member("account")["balance"] == "69.50");
    CHECK(state(client, user) == "69.50 0.00 69.50");
  }
  SECTION("canceled") {
    const auto canceled = client.post(path + "/cancel", "");
    REQUIRE(canceled.status() == 200);
    CHECK(canceled["status"] == "canceled");
    CHECK(canceled["captured_amount"] == "null");
    check_replay(canceled, client.post(path + "/cancel", ""));
    check_no_replay(canceled, client.post(path + "/confirm", ""));
    CHECK(state(client, user) == "100.00 0.00 100.00");
  }
  SECTION("of a frozen account") {
    REQUIRE(client.post("/v1/user/" + user + "/freeze", "").status() == 200);
    CHECK(client.post(path + "/confirm", "")["status"] == "confirmed");
  }
}

TEST_CASE("A confirmation that comes too late is an expiry", "[api][commands][hold]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "100").status() == 200);
  const auto uid = fresh_uid();
  const auto body = R"({"user_id":)" + user + R"(,"service_id":"taxi","amount":"40","timeout_seconds":1})";
  REQUIRE(client.post("/v1/hold", body, {{"Idempotency-Key", uid}})["uid"] == uid);
  CHECK(eventually([&] { return client.withdraw(user, "100").status() == 200; }));
  CHECK(client.post("/v1/hold/" + uid + "/confirm", "")["status"] == "expired");
}

TEST_CASE("Each kind of transaction is taken back once", "[api][commands]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto ann = client.open();
  const auto bob = client.open();
  REQUIRE(client.deposit(ann, "100").status() == 200);
  const auto reverse = [&](const std::string& uid, const std::string& by) {
    return client.post("/v1/transaction/" + uid + "/reverse", R"({"uid":")" + by + R"("})");
  };
  const auto check = [&](const std::string& uid) {
    const auto by = fresh_uid();
    const auto first = reverse(uid, by);
    REQUIRE(first.status() == 200);
    CHECK(first["type"] == "REVERSAL");
    CHECK(first["reverses"] == uid);
    check_replay(first, reverse(uid, by));
    CHECK(reverse(uid, fresh_uid()).problem() == "409 already_reversed uid");
    CHECK(client.get("/v1/transaction/" + uid)["reversed_by"] == by);
    CHECK(client.balance(ann) == "100.00");
    CHECK(client.balance(bob) == "0.00");
  };
  SECTION("a deposit") { check(client.deposit(ann, "50")["uid"]); }
  SECTION("a withdrawal") { check(client.withdraw(ann, "50")["uid"]); }
  SECTION("a transfer") {
    const auto sent = client.pay("TRANSFER", ann, "50", R"(,"to_user_id":)" + bob);
    check(sent["uid"]);
  }
  SECTION("a confirmed hold") {
    const auto placed = client.post("/v1/hold", hold_body(fresh_uid(), ann, "50"));
    REQUIRE(client.post("/v1/hold/" + placed["uid"] + "/confirm", R"({"amount":"30"})").status() == 200);
    check(placed["uid"]);
  }
}

TEST_CASE("Limit, freezing and closing change an account, under the key of the call", "[api][commands]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto path = "/v1/user/" + user;
  REQUIRE(client.deposit(user, "10").status() == 200);

  const auto key = fresh_uid();
  const auto put_limit = [&](const std::string& limit, const HttpFields& fields) {
    return client.request("PUT", path + "/limit", R"({"limit":)" + limit + "}", fields);
  };
  const auto limited = put_limit("10", {{"Idempotency-Key", key}});
  REQUIRE(limited.status() == 200);
  CHECK(limited["uid"] == key);
  CHECK(limited["type"] == "LIMIT");
  CHECK(limited["limit"] == "10.00");
  check_replay(limited, put_limit(R"("10.00")", {{"Idempotency-Key", key}}));
  CHECK(put_limit("11", {{"Idempotency-Key", key}}).problem() == "409 uid_reused uid");
  CHECK(put_limit("11", {{"Idempotency-Key", "\"x"}}).problem() == "422 key_malformed Idempotency-Key");
  CHECK(client.deposit(user, "0.01").problem() == "422 limit_exceeded amount");
  CHECK(put_limit("null", {})["limit"] == "null");

  const HttpFields freezing = {{"Idempotency-Key", fresh_uid()}};
  const auto frozen = client.post(path + "/freeze", "", freezing);
  CHECK(frozen["status"] == "frozen");
  check_replay(frozen, client.post(path + "/freeze", "", freezing));
  CHECK(put_limit("500", {})["limit"] == "500.00");
  CHECK(client.deposit(user, "1").problem() == "409 account_frozen user_id");
  CHECK(client.post(path + "/unfreeze", "")["status"] == "open");
  REQUIRE(client.withdraw(user, "10").status() == 200);
  const HttpFields closing = {{"Idempotency-Key", fresh_uid()}};
  const auto closed = client.post(path + "/close", "", closing);
  CHECK(closed["status"] == "closed");
  check_replay(closed, client.post(path + "/close", "", closing));
  CHECK(client.deposit(user, "1").problem() == "409 account_closed user_id");
}

}  // namespace ledger::test
