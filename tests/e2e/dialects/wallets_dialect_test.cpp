// The wallets dialect as its older clients use it.
#include <algorithm>

#include "tests/support/api/command_table.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string wallets = "/api/v1/wallets";

std::string operation(const std::string& type, const std::string& amount) {
  return R"({"operation_type":")" + type + R"(","amount":)" + amount + "}";
}

std::string open_wallet(ApiClient& client) {
  const auto opened = client.post(wallets, "");
  REQUIRE(opened.status() == 201);
  return opened["wallet_id"];
}

/// A wallet that is an account of the ledger's own API.
std::string wallet_of(ApiClient& client, Names& names, const std::string& name, const std::string& more) {
  const auto wallet = fresh_uid();
  names[name + "_user"] = client.open(R"(,"external_id":")" + wallet + "\"" + more);
  names[name] = wallet;
  return wallet;
}

const std::vector<RefusedRequest> wallet_refusals = {
    {"POST", "$rich/operation", operation("WITHDRAW", "1000.01"), "400 insufficient_funds amount"},
    {"POST", "$limited/operation", operation("DEPOSIT", "101"), "400 limit_exceeded amount"},
    {"POST", "$full/operation", operation("DEPOSIT", "1"), "400 balance_out_of_range amount"},
    {"POST", "$rich/operation", operation("DEPOSIT", "92233720368547758.08"), "422 amount_out_of_range amount"},
    {"POST", "$rich/operation", operation("DEPOSIT", "1e3"), "422 amount_malformed amount"},
    {"POST", "$rich/operation", operation("DEPOSIT", "0"), "422 amount_not_positive amount"},
    {"POST", "$rich/operation", operation("DEPOSIT", "-5"), "422 amount_not_positive amount"},
    {"POST", "$rich/operation", operation("DEPOSIT", "0.001"), "422 amount_too_precise amount"},
    {"POST", "$rich/operation", operation("deposit", "1"), "422 type_unknown operation_type"},
    {"POST", "$rich/operation", R"({"amount":1})", "422 field_required operation_type"},
    {"POST", "$rich/operation", R"({"operation_type":"DEPOSIT"})", "422 field_required amount"},
    {"POST", "$rich/operation", R"({"operation_type":"DEPOSIT","amount":1,"currency":"EUR"})",
     "422 unknown_field currency"},
    {"POST", "$rich/operation", "[", "422 json_not_an_object"},
    {"POST", "$frozen/operation", operation("DEPOSIT", "1"), "400 account_frozen"},
    {"POST", "$closed/operation", operation("DEPOSIT", "1"), "400 account_closed"},
    {"POST", "$uid/operation", operation("DEPOSIT", "1"), "404 wallet_not_found"},
    {"POST", "7/operation", operation("DEPOSIT", "1"), "422 uid_malformed wallet_id"},
    {"GET", "$uid", "", "404 wallet_not_found"},
    {"GET", "7", "", "422 uid_malformed wallet_id"},
};

}  // namespace

TEST_CASE("A wallet's life in the wallets dialect", "[api][dialects][wallets]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto wallet = open_wallet(client);
  const auto path = wallets + "/" + wallet;
  CHECK(client.get(path).response.body == R"({"wallet_id":")" + wallet + R"(","balance":0})");
  const auto deposited = client.post(path + "/operation", operation("DEPOSIT", "1000"));
  REQUIRE(deposited.status() == 200);
  CHECK(deposited.response.body == R"({"wallet_id":")" + wallet + R"(","balance":1000})");
  CHECK(client.post(path + "/operation", operation("WITHDRAW", "0.50"))["balance"] == "999.5");
  CHECK(client.post(path + "/operation", operation("WITHDRAW", "0.01")).response.body ==
        R"({"wallet_id":")" + wallet + R"(","balance":999.49})");
  std::string upper = wallet;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  CHECK(client.get(wallets + "/" + upper)["wallet_id"] == wallet);
  // No float on the way in.
  CHECK(client.post(path + "/operation", operation("DEPOSIT", "90071992547409.93")).status() == 200);
  CHECK(client.get(path).response.body.find("\"balance\":90071992548409.42}") != std::string::npos);
}

TEST_CASE("The wallets dialect refuses with the statuses that its clients know", "[api][dialects][wallets]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  Names names;
  wallet_of(client, names, "rich", "");
  wallet_of(client, names, "limited", R"(,"limit":"100")");
  wallet_of(client, names, "full", "");
  wallet_of(client, names, "frozen", "");
  wallet_of(client, names, "closed", "");
  REQUIRE(client.deposit(names["rich_user"], "1000").status() == 200);
  REQUIRE(client.deposit(names["full_user"], "92233720368547758").status() == 200);
  REQUIRE(client.post("/v1/user/" + names["frozen_user"] + "/freeze", "").status() == 200);
  REQUIRE(client.post("/v1/user/" + names["closed_user"] + "/close", "").status() == 200);
  for (const auto& each : wallet_refusals) {
    INFO(each.method << " " << each.target << " " << each.body);
    const auto answer =
        client.request(each.method, wallets + "/" + filled(each.target, names), filled(each.body, names));
    CHECK(answer.problem() == each.problem);
  }
  CHECK(client.get(wallets + "/" + names["rich"])["balance"] == "1000");
}

TEST_CASE("A call of the wallets dialect under a key happens once", "[api][dialects][wallets]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const HttpFields opening = {{"Idempotency-Key", fresh_uid()}};
  const auto opened = client.post(wallets, "", opening);
  const auto again = client.post(wallets, "", opening);
  CHECK(again.response.body == opened.response.body);
  CHECK(again.response.field("Idempotent-Replayed") == "true");
  const auto path = wallets + "/" + opened["wallet_id"] + "/operation";
  const HttpFields key = {{"Idempotency-Key", fresh_uid()}};
  CHECK(client.post(path, operation("DEPOSIT", "5"), key)["balance"] == "5");
  const auto replayed = client.post(path, operation("DEPOSIT", "5"), key);
  CHECK(replayed["balance"] == "5");
  CHECK(replayed.response.field("Idempotent-Replayed") == "true");
  const auto reused = client.post(path, operation("WITHDRAW", "6"), key);
  CHECK(reused.problem() == "409 uid_reused");
  CHECK(reused["detail"] == "this uid names another transaction");
  CHECK(reused.json.member("differing_fields").at(0).text() == "operation_type");
  CHECK(reused.json.member("differing_fields").at(1).text() == "amount");
  CHECK(client.post(path, operation("DEPOSIT", "6"), {{"Idempotency-Key", "\"x"}}).problem() ==
        "422 key_malformed Idempotency-Key");
  // Without one it is another transaction each time.
  CHECK(client.post(path, operation("DEPOSIT", "5"))["balance"] == "10");
  CHECK(client.post(path, operation("DEPOSIT", "5"))["balance"] == "15");
  // These texts are older than the ledger's own, and stay.
  CHECK(client.post(path, operation("WITHDRAW", "16"))["detail"] == "available are 15.00");
}

TEST_CASE("Ten withdrawals of 200 at once from a wallet of 1000: five succeed", "[api][dialects][wallets][race]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto path = wallets + "/" + open_wallet(client);
  REQUIRE(client.post(path + "/operation", operation("DEPOSIT", "1000")).status() == 200);
  const auto statuses = at_once(
      10, [&](std::size_t) { return server.client().post(path + "/operation", operation("WITHDRAW", "200")).status; });
  CHECK(std::count(statuses.begin(), statuses.end(), 200) == 5);
  CHECK(std::count(statuses.begin(), statuses.end(), 400) == 5);
  CHECK(client.get(path)["balance"] == "0");
}

}  // namespace ledger::test
