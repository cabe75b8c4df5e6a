// The balance dialect as its older clients use it.
#include <algorithm>

#include "tests/support/api/command_table.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string ann = "/balance/ann%40example.org";

std::string delta(const std::string& amount) { return R"({"delta":)" + amount + "}"; }

std::string opening(const std::string& external_tx_id, const std::string& amount, const std::string& timeout = "600") {
  return R"({"service_id":"taxi","external_tx_id":")" + external_tx_id + R"(","amount":)" + amount +
         R"(,"timeout_seconds":)" + timeout + "}";
}

/// "current maximum locked_total"
std::string state(const Answer& answer) {
  return answer["current"] + " " + answer["maximum"] + " " + answer["locked_total"];
}

/// "400 insufficient_funds": these errors name no field.
std::string error(const Answer& answer) {
  REQUIRE(answer["detail"] != "missing");
  return std::to_string(answer.status()) + " " + answer["code"];
}

/// A balance of 1000 with a maximum of 2000.
void fill(ApiClient& client, const std::string& path) {
  REQUIRE(client.post(path + "/limits", delta("2000")).status() == 200);
  REQUIRE(client.post(path + "/current", delta("1000")).status() == 200);
}

const std::vector<RefusedRequest> balance_refusals = {
    {"POST", "/balance/rich/current", delta("-1001"), "400 insufficient_funds"},
    {"POST", "/balance/rich/current", delta("1001"), "400 limit_exceeded"},
    {"POST", "/balance/rich/current", delta("0"), "422 amount_not_positive"},
    {"POST", "/balance/rich/current", delta("9223372036854775808"), "422 number_out_of_range"},
    {"POST", "/balance/rich/current", delta("-9223372036854775808"), "422 number_out_of_range"},
    {"POST", "/balance/rich/current", delta("1.5"), "422 number_malformed"},
    {"POST", "/balance/rich/current", "{}", "422 field_required"},
    {"POST", "/balance/rich/current", "[", "422 json_not_an_object"},
    {"POST", "/balance/full/current", delta("8"), "400 balance_out_of_range"},
    {"POST", "/balance/frozen/current", delta("1"), "400 account_frozen"},
    {"POST", "/balance/closed/current", delta("1"), "400 account_closed"},
    {"POST", "/balance/somebody/current", delta("1"), "400 limit_exceeded"},
    {"POST", "/balance/someone/current", delta("-1"), "400 insufficient_funds"},
    {"POST", "/balance/%zz/current", delta("1"), "422 parameter_malformed"},
    {"POST", "/balance/%ff/current", delta("1"), "422 parameter_malformed"},
    {"POST", "/balance/%00/current", delta("1"), "422 text_nul"},
    {"POST", "/balance/someone/current", delta("0"), "422 amount_not_positive"},
    {"POST", "/balance/someone/limits", delta("-1"), "400 limit_invalid"},
    {"POST", "/balance/someone/limits", delta("9223372036854775807"), "400 limit_invalid"},
    {"POST", "/balance/someone/transactions", opening("x", "1"), "400 insufficient_funds"},
    {"POST", "/balance/rich/limits", delta("-1001"), "400 limit_below_balance"},
    {"POST", "/balance/rich/limits", delta("-2001"), "400 limit_invalid"},
    {"POST", "/balance/rich/limits", delta("9223372036854775807"), "400 limit_invalid"},
    {"POST", "/balance/unlimited/limits", delta("1"), "400 limit_invalid"},
    {"POST", "/balance/closed/limits", delta("1"), "400 account_closed"},
    {"POST", "/balance/rich/transactions", opening("x", "1001"), "400 insufficient_funds"},
    {"POST", "/balance/rich/transactions", opening("x", "0"), "422 number_out_of_range"},
    {"POST", "/balance/rich/transactions", opening("x", "9223372036854775808"), "422 number_out_of_range"},
    {"POST", "/balance/rich/transactions", opening("x", "1", "0"), "422 number_out_of_range"},
    {"POST", "/balance/rich/transactions", opening("x", "1", "3601"), "422 number_out_of_range"},
    {"POST", "/balance/rich/transactions", opening("", "1"), "422 text_length"},
    {"POST", "/balance/frozen/transactions", opening("x", "1"), "400 account_frozen"},
    {"POST", "/balance/closed/transactions", opening("x", "1"), "400 account_closed"},
    {"POST", "/balance/nobody/transactions/x/confirm", R"({"service_id":"taxi"})", "400 hold_not_found"},
    {"POST", "/balance/rich/transactions/x/confirm", R"({"service_id":"taxi"})", "400 hold_not_found"},
    {"POST", "/balance/rich/transactions/x/cancel", R"({"service_id":"taxi"})", "400 hold_not_found"},
    {"POST", "/balance/rich/transactions/x/cancel", "{}", "422 field_required"},
};

}  // namespace

TEST_CASE("A balance's life in the balance dialect", "[api][dialects][balance]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  CHECK(client.get(ann).response.body == R"({"user_id":"ann@example.org","current":0,"maximum":0,"locked_total":0})");
  // Reading opens nothing.
  CHECK(query_value(database.owner(), "select count(*) from event") == "0");
  CHECK(state(client.post(ann + "/limits", delta("2000"))) == "0 2000 0");
  CHECK(state(client.post(ann + "/current", delta("1000"))) == "1000 2000 0");
  CHECK(state(client.post(ann + "/current", delta("-100"))) == "900 2000 0");

  const auto opened = client.post(ann + "/transactions", opening("ride/1", "300"));
  REQUIRE(opened.status() == 200);
  CHECK(opened["user_id"] == "ann@example.org");
  CHECK(opened["external_tx_id"] == "ride/1");
  CHECK(opened["amount"] == "300");
  CHECK(opened["status"] == "locked");
  CHECK(opened["closed_at"] == "null");
  CHECK(state(client.get(ann)) == "900 2000 300");
  CHECK(error(client.post(ann + "/current", delta("-601"))) == "400 insufficient_funds");
  // Opened again it is the first one, whatever is asked for.
  CHECK(client.post(ann + "/transactions", opening("ride/1", "300")).response.body == opened.response.body);
  CHECK(client.post(ann + "/transactions", opening("ride/1", "5", "9")).response.body == opened.response.body);

  // No client can have chosen this uid, and it is valid for /v1 too.
  CHECK(opened["id"].at(14) == '8');
  CHECK(client.get("/v1/hold/" + opened["id"])["status"] == "open");
  CHECK(client.post("/v1/hold/" + opened["id"] + "/confirm", R"({"service_id":"bus"})").problem() ==
        "404 hold_not_found uid");

  const auto close = [&](const std::string& how, const std::string& service = "taxi") {
    return client.post(ann + "/transactions/ride%2F1/" + how, R"({"service_id":")" + service + "\"}");
  };
  CHECK(error(close("confirm", "bus")) == "400 hold_not_found");
  const std::string how = GENERATE("confirm", "cancel");
  const auto closed = close(how);
  REQUIRE(closed.status() == 200);
  const auto repaired = client.post(ann + "/repair", "");
  CHECK(repaired["repaired_rows"] == "0");
  CHECK(repaired["locked_total"] == "0");
  CHECK(client.post("/balance/nobody/repair", "")["repaired_rows"] == "0");
  CHECK(closed["status"] == (how == "confirm" ? "confirmed" : "canceled"));
  CHECK(closed["id"] == opened["id"]);
  CHECK(closed["closed_at"] != "null");
  CHECK(close("confirm").response.body == closed.response.body);
  CHECK(close("cancel").response.body == closed.response.body);
  CHECK(client.post(ann + "/transactions", opening("ride/1", "300")).response.body == closed.response.body);
  CHECK(state(client.get(ann)) == (how == "confirm" ? "600 2000 0" : "900 2000 0"));
}

TEST_CASE("A transaction of the balance dialect that was left is canceled", "[api][dialects][balance]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  fill(client, ann);
  REQUIRE(client.post(ann + "/transactions", opening("x", "1000", "1"))["status"] == "locked");
  CHECK(eventually([&] { return state(client.get(ann)) == "1000 2000 0"; }));
  const auto canceled = client.post(ann + "/transactions/x/confirm", R"({"service_id":"taxi"})");
  CHECK(canceled["status"] == "canceled");
  CHECK(canceled["closed_at"] == canceled["expires_at"]);
  const auto hold = client.get("/v1/hold/" + canceled["id"]);
  CHECK(hold["status"] == "expired");
  CHECK(hold["closed_at"] == hold["expires_at"]);
}

TEST_CASE("The balance dialect refuses with the statuses that its clients know", "[api][dialects][balance]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const auto* name : {"rich", "frozen"}) fill(client, std::string("/balance/") + name);
  const auto full = client.open(R"(,"external_id":"full")");
  REQUIRE(client.deposit(full, "92233720368547758.00").status() == 200);
  client.open(R"(,"external_id":"unlimited")");
  const auto closed = client.open(R"(,"external_id":"closed")");
  REQUIRE(client.post("/v1/user/" + closed + "/close", "").status() == 200);
  const auto frozen = client.get("/v1/users?external_id=frozen").json.member("items").at(0)["id"];
  REQUIRE(client.post("/v1/user/" + frozen + "/freeze", "").status() == 200);
  const auto accounts = [&] { return query_value(database.owner(), "select count(*) from identity"); };
  const auto before = accounts();
  for (const auto& each : balance_refusals) {
    INFO(each.target << " " << each.body);
    CHECK(error(client.request(each.method, each.target, each.body)) == each.problem);
  }
  // A refused call opens no account.
  CHECK(accounts() == before);
  CHECK(state(client.get("/balance/rich")) == "1000 2000 0");
  CHECK(state(client.get("/balance/full")) == "9223372036854775800 9223372036854775807 0");
}

TEST_CASE("A call of the balance dialect under a key happens once", "[api][dialects][balance]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  fill(client, ann);
  for (const auto* change : {"/limits", "/current"}) {
    const HttpFields key = {{"Idempotency-Key", fresh_uid()}};
    const auto first = client.post(ann + change, delta("5"), key);
    const auto again = client.post(ann + change, delta("5"), key);
    CHECK(again.response.body == first.response.body);
    CHECK(again.response.field("Idempotent-Replayed") == "true");
    const auto reused = client.post(ann + change, delta("6"), key);
    CHECK(error(reused) == "400 uid_reused");
    CHECK(reused["detail"] == "this uid names another transaction");
    CHECK(reused.json.member("differing_fields").at(0).text() == "delta");
  }
  CHECK(error(client.post(ann + "/current", delta("6"), {{"Idempotency-Key", "\"x"}})) == "422 key_malformed");
  CHECK(state(client.get(ann)) == "1005 2005 0");
  // These texts are older than the ledger's own, and stay.
  CHECK(client.post(ann + "/current", delta("-1006"))["detail"] == "available are 10.05");
  CHECK(client.post(ann + "/current", delta("0"))["detail"] == "an amount is greater than zero");
}

TEST_CASE("Twenty opens of one transaction at once are one hold", "[api][dialects][balance][race]") {
  const TestDatabase database;
  const ApiServer first(database.service());
  const ApiServer second(database.service());
  ApiClient client(first);
  fill(client, ann);
  const auto bodies = at_once(20, [&](std::size_t index) {
    return (index % 2 == 0 ? first : second).client().post(ann + "/transactions", opening("x", "100")).body;
  });
  CHECK(std::count(bodies.begin(), bodies.end(), bodies.front()) == 20);
  CHECK(state(client.get(ann)) == "1000 2000 100");
  CHECK(query_value(database.owner(), "select count(*) from open_hold") == "1");
}

TEST_CASE("Twenty first writes for one user at once open one account", "[api][dialects][balance][race]") {
  const TestDatabase database;
  const ApiServer first(database.service());
  const ApiServer second(database.service());
  const auto statuses = at_once(20, [&](std::size_t index) {
    return (index % 2 == 0 ? first : second).client().post("/balance/new/limits", delta("10")).status;
  });
  CHECK(std::count(statuses.begin(), statuses.end(), 200) == 20);
  CHECK(state(ApiClient(first).get("/balance/new")) == "0 200 0");
  CHECK(query_value(database.owner(), "select count(*) from identity") == "1");
}

}  // namespace ledger::test
