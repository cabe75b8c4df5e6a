// A ledger whose database was restored: what it answers until an operator has put things right.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/lost_identity.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* unconfirmed_sql = "update journal_guard set database_identity = null returning 1";
constexpr const char* behind_sql = "update journal_guard set kafka_position = 12, common_position = 9 returning 1";
constexpr const char* confirmed_sql =
    "update journal_guard set database_identity = database_identity(), kafka_position = null, common_position = null"
    " returning 1";
constexpr auto npos = std::string::npos;
constexpr const char* wallet = "0190163d-8694-739b-aea5-966c26f8ad91";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("While a restored database is not confirmed, writes answer 503 and reads go on", "[api][restored]") {
  const TestDatabase database;
  ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open(R"(,"external_id":"crm-1","limit":"100")");
  const auto in_dialect = client.open(R"(,"external_id":")" + std::string(wallet) + R"(")");
  REQUIRE(client.deposit(user, "5").status() == 200);
  REQUIRE(client.post("/v1/hold", hold_body(fresh_uid(), user, "1", 1)).status() == 200);
  for (const auto& [sql, code] :
       {std::pair(unconfirmed_sql, "503 journal_unconfirmed"), std::pair(behind_sql, "503 journal_behind")}) {
    INFO(code);
    query_value(database.owner(), sql);
    const auto refused = client.deposit(user, "1");
    CHECK(refused.problem() == code);
    CHECK(refused.response.field("Retry-After") == "10");
    const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "1");
    const auto bulk = client.post("/v1/transactions", "[" + body + "]").json.member("results").at(0);
    CHECK(bulk["status"] + " " + bulk["code"] == code);
    const auto lines = client.request("POST", "/v1/transactions", body, {{"Content-Type", "application/x-ndjson"}});
    CHECK(lines.json.member("results").at(0)["status"] + " " + lines.json.member("results").at(0)["code"] == code);
    const auto atomic = client.post("/v1/transactions?atomic=true", "[" + body + "]");
    CHECK(atomic.problem() == code);
    CHECK(atomic.response.field("Retry-After") == "10");
    CHECK(client.post("/balance/crm-1/current", R"({"delta":1})").problem() == code);
    CHECK(
        client
            .post("/api/v1/wallets/" + std::string(wallet) + "/operation", R"({"operation_type":"DEPOSIT","amount":1})")
            .problem() == code);
    CHECK(client.balance(user) == "5.00");
    CHECK(client.get("/balance/crm-1")["current"] == "500");
    const auto ready = client.get("/readyz");
    CHECK(ready.status() == 200);
    CHECK("503 " + ready.json.member("causes").at(0)["code"] == code);
    CHECK(client.get("/readyz?for=reads").status() == 200);
    const auto writes = client.get("/readyz?for=writes");
    CHECK(writes.problem() == code);
    CHECK(writes.json.member("causes").at(0)["stops"] == "writes");
    CHECK(client.get("/health").status() == 200);
  }
  // The hold has been due for a while by now, and the log reports the stop once.
  CHECK(query_value(database.owner(), "select count(*) from open_hold") == "1");
  const auto log = server.process().log();
  CHECK(count_of(log, "takes no writes") <= 2);
  CHECK(count_of(log, "\n") < 40);
  query_value(database.owner(), confirmed_sql);
  CHECK(client.deposit(user, "1").status() == 200);
  CHECK(eventually([&] { return query_value(database.owner(), "select count(*) from open_hold") == "0"; }));
}

TEST_CASE("Readiness names what stops writes before anybody writes, and no longer than it lasts", "[api][restored]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto becomes = [&](const std::string& wanted) {
    return eventually([&] { return client.get("/readyz?for=writes").problem() == wanted; });
  };
  CHECK(becomes("200 missing"));
  query_value(database.owner(), unconfirmed_sql);
  CHECK(becomes("503 journal_unconfirmed"));
  CHECK(client.get("/readyz").status() == 200);
  query_value(database.owner(), behind_sql);
  CHECK(becomes("503 journal_behind"));
  query_value(database.owner(), confirmed_sql);
  CHECK(becomes("200 missing"));
  // The writer alone is kept from the database: it needs a table that the simplest question does not.
  query_value(database.owner(), "revoke select on journal_guard from ledger_service");
  CHECK(becomes("503 database_away"));
  CHECK(client.get("/readyz").status() == 200);
  query_value(database.owner(), "grant select on journal_guard to ledger_service");
  CHECK(becomes("200 missing"));
  CHECK(client.get("/readyz?for=fun").problem() == "422 for_unknown for");
  CHECK(client.get("/readyz?what=writes").status() == 422);
}

TEST_CASE("While identities are missing, writes are taken all the same", "[api][restored]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open(R"(,"external_id":"crm-1")");
  CHECK(client.get("/readyz").response.body == R"({"status":"ok"})");
  lose_identity(database.owner(), user);
  const auto tells = [&] { return client.get("/readyz?for=writes").response.body.find("identities_lost") != npos; };
  CHECK(eventually(tells));
  CHECK(client.get("/readyz?for=writes").json.member("causes").at(0)["stops"] == "some_writes");
  CHECK(client.get("/readyz?for=writes").status() == 200);
  query_value(database.owner(), "update lost_identity set state = 2 returning 1");
  CHECK(eventually([&] { return client.get("/readyz").response.body == R"({"status":"ok"})"; }));
}

TEST_CASE("While identities are missing, nobody is unknown", "[api][restored]") {
  const GuardedServer server(Process::Environment{{"LEDGER_DIALECT_ADDRESS", "127.0.0.1:0"}});
  const auto owner = server.database().owner();
  ApiClient client(server.api());
  const auto service = bearer(server.token_for("service"));
  const auto open = [&](const std::string& more) {
    return client.post("/v1/user", R"({"name":"Ann",)" + more + "}", service);
  };
  REQUIRE(open(R"("external_id":"crm-1","login":"ann","password":"correct horse")").status() == 201);
  const auto lost = open(R"("external_id":"crm-2","login":"bob","password":"correct horse")")["id"];
  const auto login = [&](const std::string& name) {
    return client.post("/v1/login", R"({"login":")" + name + R"(","password":"correct horse"})").problem();
  };
  lose_identity(owner, lost);
  // An identity that is found is returned as usual.
  CHECK(client.get("/v1/users?external_id=crm-1", service).json.member("items").size() == 1);
  CHECK(client.get("/balance/crm-1", service).status() == 200);
  CHECK(login("ann") == "200 missing");
  CHECK(client.get("/v1/users", service).status() == 200);
  const std::string lost_problem = "503 identities_lost";
  for (const auto* target :
       {"/v1/users?external_id=crm-2", "/balance/crm-2", "/api/v1/wallets/0190163d-8694-739b-aea5-966c26f8ad91"}) {
    INFO(target);
    CHECK(client.get(target, service).problem() == lost_problem);
  }
  CHECK(login("bob") == lost_problem);
  CHECK(open(R"("external_id":"crm-2")").problem() == lost_problem);
  CHECK(client.post("/balance/crm-2/limits", R"({"delta":100})", service).problem() == lost_problem);
  CHECK(client.post("/balance/crm-2/current", R"({"delta":1})", service).problem() == lost_problem);
  CHECK(client.post("/balance/crm-2/repair", "", service).problem() == lost_problem);
  CHECK(client
            .post("/api/v1/wallets/0190163d-8694-739b-aea5-966c26f8ad91/operation",
                  R"({"operation_type":"DEPOSIT","amount":1})", service)
            .problem() == lost_problem);
  CHECK(client.post("/api/v1/wallets", "", service).problem() == lost_problem);
  CHECK(query_value(owner, "select count(*) from event") == "2");
  // Waived.
  query_value(owner, "update lost_identity set state = 2 returning 1");
  CHECK(client.get("/v1/users?external_id=crm-2", service).json.member("items").size() == 0);
  CHECK(client.get("/balance/crm-2", service)["current"] == "0");
  CHECK(login("bob") == "401 login_failed");
  CHECK(open(R"("external_id":"crm-2")").status() == 201);
}

}  // namespace ledger::test
