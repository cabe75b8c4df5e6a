// Retries: the same uid, with the same content and with other.
#include <regex>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/api/token_workshop.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

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
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", "7"}}).problem() == "422 uid_mismatch uid");
    CHECK(client.post("/v1/user", R"({"name":"Ann"})", {{"Idempotency-Key", "caf\xc3\xa9"}}).problem() ==
          "422 key_malformed Idempotency-Key");
    CHECK(client.post("/v1/user", R"({"name":"Ann"})", {{"Idempotency-Key", "0190163d-8694-839b-aea5-966c26f8ad91"}})
              .problem() == "422 uid_reserved Idempotency-Key");
    CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", uid}, {"Idempotency-Key", uid}}).problem() ==
          "422 duplicate_header Idempotency-Key");
  }
}

TEST_CASE("An Idempotency-Key may be any text, and means the same in every call", "[api][idempotency]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const std::string body = R"({"type":"DEPOSIT","amount":"5","user_id":)" + user + "}";
  const HttpFields keyed = {{"Idempotency-Key", "order 4711/a"}};
  const auto first = client.post("/v1/transaction", body, keyed);
  REQUIRE(first.status() == 200);
  const auto again = client.post("/v1/transaction", body, {{"Idempotency-Key", R"("order 4711/a")"}});
  CHECK(again.response.body == first.response.body);
  CHECK(again.response.field("Idempotent-Replayed") == "true");
  CHECK(client.get("/v1/transaction/" + first["uid"])["amount"] == "5.00");
  for (const auto& [target, other] : {std::pair<std::string, std::string>("/v1/user", R"({"name":"Ann"})"),
                                      {"/v1/user/" + user + "/freeze", ""},
                                      {"/api/v1/wallets", ""}}) {
    CHECK(client.post(target, other, keyed)["code"] == "uid_reused");
  }
  CHECK(client.request("PUT", "/v1/user/" + user + "/limit", R"({"limit":null})", keyed).problem() ==
        "409 uid_reused uid");
  CHECK(client.post("/v1/transaction", body, {{"Idempotency-Key", "Order 4711/a"}})["uid"] != first["uid"]);
  CHECK(client.balance(user) == "10.00");
}

TEST_CASE("One caller's Idempotency-Key is not another's", "[api][idempotency][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto opened_by = [&](const std::string& subject) {
    TokenText token;
    token.subject = subject;
    auto fields = bearer(make_token(token, std::chrono::system_clock::now()));
    fields.emplace_back("Idempotency-Key", "first");
    return client.post("/v1/user", R"({"name":"Ann"})", fields)["id"];
  };
  const auto own = opened_by("crm");
  CHECK(opened_by("crm") == own);
  CHECK(opened_by("shop") != own);
}

TEST_CASE("The refusal of a reused uid names the fields that differ", "[api][idempotency]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto other = client.open();
  REQUIRE(client.deposit(user, "100").status() == 200);
  const auto uid = fresh_uid();
  const auto differing = [&](const std::string& target, const std::string& body, const HttpFields& fields = {}) {
    const auto answer = client.post(target, body, fields);
    CHECK(answer["code"] == "uid_reused");
    CHECK_THAT(answer["detail"], StartsWith("uid already used with different content ("));
    std::string names;
    const auto listed = answer.json.member("differing_fields");
    for (std::size_t index = 0; index < listed.size(); ++index) names += listed.at(index).text() + " ";
    return names;
  };
  const std::string now = R"(,"timestamp":"2026-01-01","comment":"rent")";
  REQUIRE(client.post("/v1/transaction", payment_body(uid, "DEPOSIT", user, "5", now)).status() == 200);
  const auto payment = [&](const std::string& type, const std::string& account, const std::string& amount,
                           const std::string& more = "") {
    return differing("/v1/transaction", payment_body(uid, type, account, amount, more));
  };
  CHECK(payment("DEPOSIT", user, "6") == "amount ");
  CHECK(payment("DEPOSIT", other, "5.00") == "user_id ");
  CHECK(payment("DEPOSIT", user, "5", R"(,"currency":"EUR")") == "currency ");
  CHECK(payment("WITHDRAW", user, "5") == "type ");
  CHECK(payment("DEPOSIT", user, "5", R"(,"timestamp":"2026-01-02","comment":"food")") == "timestamp comment ");
  CHECK(payment("TRANSFER", other, "7", R"(,"to_user_id":)" + user) == "type amount user_id ");
  CHECK(differing("/v1/hold", hold_body(uid, user, "5")) == "type ");
  CHECK(differing("/v1/transaction/" + fresh_uid() + "/reverse", R"({"uid":")" + uid + "\"}") == "type ");
  CHECK(differing("/v1/user/" + other + "/freeze", "", {{"Idempotency-Key", uid}}) == "type user_id ");

  const auto hold = fresh_uid();
  REQUIRE(client.post("/v1/hold", hold_body(hold, user, "1")).status() == 200);
  CHECK(differing("/v1/hold", hold_body(hold, user, "1", 601)) == "timeout_seconds ");
  CHECK(differing("/v1/hold", std::regex_replace(hold_body(hold, user, "1"), std::regex("taxi"), "food")) ==
        "service_id ");
  const auto transfer = fresh_uid();
  const auto to = [](const std::string& account) { return R"(,"to_user_id":)" + account; };
  REQUIRE(client.post("/v1/transaction", payment_body(transfer, "TRANSFER", user, "1", to(other))).status() == 200);
  CHECK(differing("/v1/transaction", payment_body(transfer, "TRANSFER", user, "1", to(client.open()))) ==
        "to_user_id ");
  const HttpFields keyed = {{"Idempotency-Key", fresh_uid()}};
  REQUIRE(client.post("/v1/user", R"({"name":"Ann","limit":"5"})", keyed).status() == 201);
  CHECK(differing("/v1/user", R"({"name":"Bob","currency":"EUR","limit":"6"})", keyed) == "currency limit name ");
  CHECK(differing("/v1/user", R"({"name":"Ann","external_id":"crm-8"})", keyed) == "external_id ");
  CHECK(differing("/v1/user", R"({"name":"Ann","login":"ann","password":"correct horse"})", keyed) == "login ");
  const auto reverse = [](const std::string& reversed) { return "/v1/transaction/" + reversed + "/reverse"; };
  const auto reversal = R"({"uid":")" + fresh_uid() + "\"}";
  REQUIRE(client.post(reverse(transfer), reversal).status() == 200);
  CHECK(differing(reverse(uid), reversal) == "reverses ");
  const HttpFields limiting = {{"Idempotency-Key", fresh_uid()}};
  const auto limited = [&](const std::string& account, const std::string& limit) {
    return client.request("PUT", "/v1/user/" + account + "/limit", R"({"limit":")" + limit + "\"}", limiting);
  };
  REQUIRE(limited(user, "500").status() == 200);
  CHECK(limited(user, "501").json.member("differing_fields").at(0).text() == "limit");
  CHECK(limited(other, "500").json.member("differing_fields").at(0).text() == "user_id");

  const auto bulk = client.post("/v1/transactions", "[" + payment_body(uid, "DEPOSIT", user, "6") + "]");
  CHECK(bulk.json.member("results").at(0).member("differing_fields").at(0).text() == "amount");
  const auto atomic = client.post("/v1/transactions?atomic=true", "[" + payment_body(uid, "DEPOSIT", user, "6") + "]");
  CHECK(atomic.json.member("results").at(0).member("differing_fields").at(0).text() == "amount");
}

TEST_CASE("The refusal of somebody else's uid names no fields", "[api][idempotency][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto service = bearer(server.token_for("service"));
  const auto account = [&] { return client.post("/v1/user", R"({"name":"Ann"})", service)["id"]; };
  const auto payer = account();
  const auto receiver = account();
  const auto pay = [&](const std::string& uid, const std::string& type, const std::string& user,
                       const std::string& more, const HttpFields& fields) {
    return client.post("/v1/transaction", payment_body(uid, type, user, "5", more), fields);
  };
  REQUIRE(pay(fresh_uid(), "DEPOSIT", payer, "", service).status() == 200);
  const auto uid = fresh_uid();
  const std::string details = R"(,"comment":"rent","to_user_id":)" + receiver;
  const auto as_user = [&](const std::string& user) { return bearer(server.token_for("user", "[" + user + "]")); };
  REQUIRE(pay(uid, "TRANSFER", payer, details, as_user(payer)).status() == 200);

  const std::string guess = R"(,"comment":"food","to_user_id":)" + payer;
  for (const auto& stranger : {receiver, account()}) {
    const auto told = pay(uid, "TRANSFER", stranger, guess, as_user(stranger));
    CHECK(told.problem() == "409 uid_reused uid");
    CHECK(told["detail"] == "uid already used with different content");
    CHECK(told["differing_fields"] == "missing");
    const auto bulk = client.post("/v1/transactions", "[" + payment_body(uid, "TRANSFER", stranger, "5", guess) + "]",
                                  as_user(stranger));
    CHECK(bulk.json.member("results").at(0)["code"] == "uid_reused");
    CHECK(bulk.json.member("results").at(0)["differing_fields"] == "missing");
  }
  CHECK(pay(uid, "TRANSFER", payer, guess, as_user(payer)).json.member("differing_fields").size() == 2);
  CHECK(pay(uid, "DEPOSIT", receiver, "", service).json.member("differing_fields").size() == 2);
}

}  // namespace ledger::test
