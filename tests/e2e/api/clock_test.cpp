// A ledger-api whose host has a false clock, beside one whose host has the right one.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/faked_clock.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* clock_wallet = "0190163d-8694-739b-aea5-966c26f8ad91";

}  // namespace

TEST_CASE("A server that does not agree with its database about the time records nothing, and another one does",
          "[api][clocks]") {
  const TestDatabase database;
  ApiServer right(database.service());
  ApiClient elsewhere(right);
  const auto user = elsewhere.open(R"(,"external_id":"crm-1","limit":"100")");
  elsewhere.open(R"(,"external_id":")" + std::string(clock_wallet) + R"(")");
  const FakedClock clock;
  clock.set_ahead(std::chrono::hours(-1));
  ApiServer wrong(database.service(), clock.environment());
  ApiClient client(wrong);
  const std::string code = "503 clock_uncertain";

  // Seen before anybody has tried to write.
  CHECK(eventually([&] { return client.get("/readyz?for=writes").status() == 503; }));
  const auto refused = client.deposit(user, "1");
  CHECK(refused.problem() == code);
  CHECK(refused.response.field("Retry-After") == "10");
  CHECK(client.post("/v1/user", R"({"name":"Ann"})").problem() == code);
  CHECK(client.post("/v1/hold", hold_body(fresh_uid(), user, "1", 1)).problem() == code);
  const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "1");
  const auto bulk = client.post("/v1/transactions", "[" + body + "]").json.member("results").at(0);
  CHECK(bulk["status"] + " " + bulk["code"] == code);
  const auto lines = client.request("POST", "/v1/transactions", body, {{"Content-Type", "application/x-ndjson"}});
  CHECK(lines.json.member("results").at(0)["status"] + " " + lines.json.member("results").at(0)["code"] == code);
  const auto atomic = client.post("/v1/transactions?atomic=true", "[" + body + "]");
  CHECK(atomic.problem() == code);
  CHECK(atomic.response.field("Retry-After") == "10");
  CHECK(client.post("/balance/crm-1/current", R"({"delta":1})").problem() == code);
  CHECK(client
            .post("/api/v1/wallets/" + std::string(clock_wallet) + "/operation",
                  R"({"operation_type":"DEPOSIT","amount":1})")
            .problem() == code);

  CHECK(client.balance(user) == "0.00");
  CHECK(client.get("/readyz").status() == 200);
  const auto for_writes = client.get("/readyz?for=writes");
  CHECK(for_writes.status() == 503);
  const auto cause = for_writes.json.member("causes").at(0);
  CHECK(cause["code"] == "clock_uncertain");
  CHECK_THAT(cause["detail"], StartsWith("the database's clock is 3") && EndsWith(" s ahead of this host's"));
  CHECK(eventually([&] { return wrong.metrics().find("\nledger_clock_uncertain 1\n") != std::string::npos; }));
  CHECK_THAT(wrong.process().log(), Contains("no time is recorded: the database's clock is 3"));
  CHECK(elsewhere.deposit(user, "1").status() == 200);
  CHECK(right.metrics().find("\nledger_clock_uncertain 0\n") != std::string::npos);
}

}  // namespace ledger::test
