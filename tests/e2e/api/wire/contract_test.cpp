// The OpenAPI document and the service say the same.
#include "tests/e2e/api/wire/contract_calls.hpp"
#include "tests/support/api/api_contract.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/token_workshop.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/rewind.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/temporary_file.hpp"

namespace ledger::test {
namespace {

/// The uid of a hold of a dollar.
std::string placed_hold(const TestDatabase& database, const std::string& user) {
  WriterHarness writer(database.service());
  const auto hold = place_hold(AccountId(std::stoll(user)), "1");
  writer.apply(hold);
  return to_string(hold.uid);
}

/// Kinds of answer that only a failing or stopping service gives, or one that knows its callers; other tests bring
/// about those that can be.
bool is_special(const DocumentedAnswer& answer) {
  for (const auto* status : {" 401", " 403", " 408", " 429", " 500", " 503"}) {
    if (answer.ends_with(status)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("Every answer that the OpenAPI document describes is given as described", "[api][contract]") {
  const TestDatabase database;
  const TemporaryFile key(TokenWorkshop::get().private_pem());
  const ApiServer server(database.service(), {{"LEDGER_LOGIN_KEY_FILE", key.path()}});
  ApiClient client(server);
  const auto user = client.open(R"(,"limit":"5000")");
  const auto uid = client.deposit(user, "10", R"(,"comment":"rent")")["uid"];

  const auto hold = placed_hold(database, user);

  std::set<DocumentedAnswer> given;
  const auto note = [&given](const Call& call, const HttpFields& fields, ApiClient& with) {
    const auto answer = with.request(call.method, call.target, call.body, fields);
    given.insert(documented_answer(call.method, call.target, answer.status()));
  };
  for (const auto& call : calls(user, uid, hold)) note(call, {}, client);
  for (const auto& call : last_calls(client.open())) note(call, {}, client);
  for (const auto& call : wallet_calls(client.post("/api/v1/wallets", "")["wallet_id"])) note(call, {}, client);
  const auto wallet_operation = "/api/v1/wallets/" + client.post("/api/v1/wallets", "")["wallet_id"] + "/operation";
  const HttpFields used_key = {{"Idempotency-Key", uid}};
  note({"POST", "/api/v1/wallets", ""}, used_key, client);
  note({"POST", wallet_operation, R"({"operation_type":"DEPOSIT","amount":1})"}, used_key, client);
  for (const auto* action : {"freeze", "unfreeze", "close"})
    note({"POST", "/v1/users/7/" + std::string(action), "["}, {}, client);
  note({"DELETE", "/v1/users/7/identity", "["}, {}, client);
  const HttpFields plain_text = {{"Content-Type", "text/plain"}};
  for (const auto& [method, path] : {std::pair<std::string, std::string>("POST", "/v1/users"),
                                     {"POST", "/v1/login"},
                                     {"POST", "/v1/login/password"},
                                     {"POST", "/v1/transaction"},
                                     {"PUT", "/v1/transactions/" + fresh_uid()},
                                     {"POST", "/v1/holds"},
                                     {"POST", "/v1/holds/7/confirm"},
                                     {"POST", "/v1/holds/7/cancel"},
                                     {"POST", "/v1/transactions/7/reverse"},
                                     {"PUT", "/v1/users/7/limit"},
                                     {"POST", "/v1/users/7/freeze"},
                                     {"POST", "/v1/users/7/unfreeze"},
                                     {"POST", "/v1/users/7/close"},
                                     {"DELETE", "/v1/users/7/identity"},
                                     {"POST", "/v1/transactions"},
                                     {"POST", "/api/v1/wallets/7/operation"},
                                     {"POST", "/balance/7/limits"},
                                     {"POST", "/balance/7/current"},
                                     {"POST", "/balance/7/transactions"},
                                     {"POST", "/balance/7/transactions/7/confirm"},
                                     {"POST", "/balance/7/transactions/7/cancel"}}) {
    note({method, path, "{}"}, plain_text, client);
  }
  for (const auto& operation : documented_operations()) {
    const auto target = operation.target();
    note({operation.method, target + "?nothing", operation.body}, {}, client);
    note({operation.method, target, operation.body}, {{"Content-Encoding", "gzip"}}, client);
    if (target.starts_with("/v1/")) note({operation.method, target, operation.body}, {{"Accept", "x/y"}}, client);
  }
  // A stream has no end that could be waited for.
  RawConnection stream(server.url());
  stream.send(request_text("GET", "/v1/events", "", {}));
  auto events = stream.receive_head();
  events.body = stream.receive_chunk();
  CHECK_FALSE(contract_breach("GET", "/v1/events", events));
  given.insert(documented_answer("GET", "/v1/events", events.status));
  for (const std::string page :
       {"/", "/docs", "/api/docs", "/docs/page.js", "/console", "/console/console.css", "/openapi.json",
        "/openapi.yaml", "/asyncapi.yaml", "/ledger.proto", "/balance.proto", "/events/deposited.json"}) {
    note({"GET", page, ""}, {}, client);
    note({"GET", page, ""}, {{"If-None-Match", client.get(page).response.field("ETag")}}, client);
  }
  note({"GET", "/docs/nothing.js", ""}, {}, client);
  note({"GET", "/console/nothing.js", ""}, {}, client);
  note({"GET", "/events/nothing.json", ""}, {}, client);
  begin_epoch(database.owner(), 2, 2);
  for (const auto& read : demanding_reads(user)) note({"GET", read, ""}, {{"Ledger-Min-Position", "0:3"}}, client);
  note({"GET", "/v1/events?after=0:3", ""}, {}, client);
  const ApiServer without_key(database.service());
  ApiClient stranger(without_key);
  note({"POST", "/v1/login", R"({"login":"cid","password":"correct horse"})"}, {}, stranger);
  note({"POST", "/v1/login/password", R"({"login":"cid","current_password":"x","new_password":"correct horse"})"}, {},
       stranger);
  for (const auto& documented : documented_answers()) {
    if (is_special(documented)) continue;
    INFO(documented);
    CHECK(given.count(documented) == 1);
  }
}

TEST_CASE("The OpenAPI document's examples are as it says", "[api][contract]") {
  CHECK(example_breaches() == std::vector<std::string>{});
}

TEST_CASE("An answer that is not as described is noticed", "[api][contract]") {
  const auto answer = [](int status, const std::string& type, const std::string& body) {
    return HttpResponse{.status = status, .fields = {{"Content-Type", type}}, .body = body};
  };
  const std::string json = "application/json";
  CHECK_FALSE(contract_breach("GET", "/livez", answer(200, json, R"({"status":"ok"})")));
  CHECK(contract_breach("GET", "/livez", answer(200, json, R"({"status":"fine"})")));
  CHECK(contract_breach("GET", "/livez", answer(200, json, R"({"status":"ok","more":1})")));
  CHECK(contract_breach("GET", "/livez", answer(200, json, "{}")));
  CHECK(contract_breach("GET", "/livez", answer(200, "text/plain", "ok")));
  CHECK(contract_breach("GET", "/livez", answer(204, json, R"({"status":"ok"})")));
  CHECK(contract_breach("GET", "/nothing", answer(200, json, "{}")));
  // 503 must carry Retry-After.
  CHECK(contract_breach("GET", "/health", answer(503, "application/problem+json", "{}")));
}

}  // namespace ledger::test
