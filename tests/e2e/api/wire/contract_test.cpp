// The OpenAPI document and the service say the same.
#include "tests/support/api/api_contract.hpp"

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/token_workshop.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/rewind.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/temporary_file.hpp"

namespace ledger::test {
namespace {

struct Call {
  std::string method;
  std::string target;
  std::string body;
};

std::string uid_body(const std::string& uid) { return R"({"uid":")" + uid + R"("})"; }

/// Holds, reversals and changes of the account, with every kind of answer. At last the account is open and not empty.
void add_commands(std::vector<Call>& all, const std::string& user, const std::string& nobody) {
  const auto hold = fresh_uid();
  const auto spent = fresh_uid();
  const auto taken_back = fresh_uid();
  all.push_back({"POST", "/v1/transaction", payment_body(spent, "DEPOSIT", user, "100")});
  all.push_back({"POST", "/v1/transaction", payment_body(fresh_uid(), "WITHDRAW", user, "100")});
  all.push_back({"POST", "/v1/transaction", payment_body(taken_back, "DEPOSIT", user, "1")});
  for (const auto& body : {hold_body(hold, user, "1"), hold_body(hold, user, "2"), hold_body(fresh_uid(), user, "5000"),
                           hold_body(fresh_uid(), nobody, "1"), hold_body("7", user, "1"), std::string("[")}) {
    all.push_back({"POST", "/v1/holds", body});
  }
  for (const auto* end : {"/confirm", "/cancel"}) {
    all.push_back({"POST", "/v1/holds/" + hold + end, "["});
    all.push_back({"POST", "/v1/holds/" + hold + end, R"({"colour":"red"})"});
    all.push_back({"POST", "/v1/holds/" + fresh_uid() + end, ""});
    all.push_back({"POST", "/v1/holds/" + hold + end, ""});
  }
  for (const auto& reversed : {taken_back, taken_back, fresh_uid(), spent, std::string("x")}) {
    all.push_back({"POST", "/v1/transactions/" + reversed + "/reverse", uid_body(fresh_uid())});
  }
  all.push_back({"POST", "/v1/transactions/" + taken_back + "/reverse", "["});
  for (const auto& [id, body] :
       {std::pair(user, R"({"limit":"4000"})"), {nobody, R"({"limit":"1"})"}, {user, "{}"}, {user, "["}}) {
    all.push_back({"PUT", "/v1/users/" + id + "/limit", body});
  }
  for (const auto& id : {user, nobody, std::string("x"), user}) {
    for (const auto* change : {"/freeze", "/unfreeze", "/unfreeze", "/close"}) {
      all.push_back({"POST", "/v1/users/" + id + change, ""});
    }
    all.push_back({"POST", "/v1/users/" + id + "/freeze", ""});
    all.push_back({"POST", "/v1/users/" + id + "/freeze", ""});
    all.push_back({"POST", "/v1/users/" + id + "/unfreeze", ""});
    all.push_back({"DELETE", "/v1/users/" + id + "/identity", ""});
  }
}

/// Single transactions, under the uid in the path and by the former names; `uid` is another transaction's.
void add_payments(std::vector<Call>& all, const std::string& user, const std::string& nobody, const std::string& uid) {
  for (const auto& [type, account, amount] : {std::tuple("DEPOSIT", user, "1"),
                                              {"WITHDRAW", user, "1000000"},
                                              {"DEPOSIT", nobody, "1"},
                                              {"DEPOSIT", user, "-1"}}) {
    const auto fresh = fresh_uid();
    all.push_back({"PUT", "/v1/transactions/" + fresh, payment_body(fresh, type, account, amount)});
    all.push_back({"POST", "/v1/transaction", payment_body(fresh_uid(), type, account, amount)});
    all.push_back({"PUT", "/v1/transaction", payment_body(fresh_uid(), type, account, amount)});
  }
  all.push_back({"PUT", "/v1/transactions/" + uid, payment_body(uid, "DEPOSIT", user, "5")});
  all.push_back({"PUT", "/v1/transactions/" + fresh_uid(), "["});
}

/// Bulk requests, with every kind of answer but that to a body that does not come.
void add_bulk(std::vector<Call>& all, const std::string& user) {
  const auto too_much = payment_body(fresh_uid(), "WITHDRAW", user, "1000000");
  std::string too_many = "[{}";
  for (int more = 0; more < 10'000; ++more) too_many += ",{}";
  all.push_back({"POST", "/v1/transactions", "[" + too_much + "]"});
  all.push_back({"POST", "/v1/transactions?atomic=true", "[" + too_much + "]"});
  for (const auto& body : {std::string("{"), std::string("[]"), too_many + "]"}) {
    all.push_back({"POST", "/v1/transactions", body});
  }
}

/// The dialects' calls, with every kind of answer.
void add_dialects(std::vector<Call>& all) {
  all.push_back({"POST", "/api/v1/wallets", ""});
  for (const auto& id : {fresh_uid(), std::string("x")}) {
    all.push_back({"GET", "/api/v1/wallets/" + id, ""});
    all.push_back({"POST", "/api/v1/wallets/" + id + "/operation", R"({"operation_type":"DEPOSIT","amount":1})"});
  }
  const std::string service = R"({"service_id":"taxi"})";
  for (const auto* user : {"/balance/ann", "/balance/%00"}) {
    const std::string path = user;
    all.push_back({"GET", path, ""});
    all.push_back({"POST", path + "/repair", ""});
    for (const auto* delta : {R"({"delta":50})", R"({"delta":-1000})"}) {
      all.push_back({"POST", path + "/limits", delta});
      all.push_back({"POST", path + "/current", delta});
    }
    for (const auto* amount : {"10", "1000"}) {
      all.push_back({"POST", path + "/transactions",
                     R"({"service_id":"taxi","external_tx_id":")" + std::string(amount) + R"(","amount":)" + amount +
                         R"(,"timeout_seconds":600})"});
      all.push_back({"POST", path + "/transactions/" + amount + "/confirm", service});
      all.push_back({"POST", path + "/transactions/" + amount + "/cancel", service});
    }
  }
}

/// Calls on a wallet.
std::vector<Call> wallet_calls(const std::string& wallet) {
  const auto path = "/api/v1/wallets/" + wallet;
  return {{"GET", path, ""},
          {"POST", path + "/operation", R"({"operation_type":"DEPOSIT","amount":1})"},
          {"POST", path + "/operation", R"({"operation_type":"WITHDRAW","amount":2})"}};
}

/// Calls that come to an end with the account `leaver`, which is empty.
std::vector<Call> last_calls(const std::string& leaver) {
  const auto path = "/v1/users/" + leaver;
  return {
      {"DELETE", path + "/identity", ""}, {"POST", path + "/close", ""}, {"PUT", path + "/limit", R"({"limit":"1"})"}};
}

/// Calls that together bring about every kind of answer that needs no failing database.
std::vector<Call> calls(const std::string& user, const std::string& uid, const std::string& hold) {
  const std::string nobody = "999999";
  std::vector<Call> all = {
      {"POST", "/v1/users", R"({"name":"Ann","external_id":"crm-1"})"},
      {"POST", "/v1/users", R"({"name":"Bob","external_id":"crm-1"})"},
      {"POST", "/v1/users", R"({"name":7})"},
      {"POST", "/v1/users", "{"},
      {"GET", "/v1/transactions/" + uid, ""},
      {"GET", "/v1/transactions/" + fresh_uid(), ""},
      {"GET", "/v1/transactions/x", ""},
      {"GET", "/v1/events?account=x", ""},
      {"GET", "/v1/events?account=999999", ""},
      {"GET", "/v1/events?after=0:999999", ""},
      {"GET", "/v1/holds/" + uid, ""},
      {"GET", "/v1/holds/" + hold, ""},
      {"GET", "/v1/holds/x", ""},
      {"POST", "/v1/users", R"({"name":"Cid","login":"Cid","password":"correct horse"})"},
      {"POST", "/v1/login", R"({"login":"cid","password":"correct horse"})"},
      {"POST", "/v1/login", R"({"login":"cid"})"},
      {"POST", "/v1/login", "["},
      {"POST", "/v1/login/password",
       R"({"login":"cid","current_password":"correct horse","new_password":"correct horse"})"},
      {"POST", "/v1/login/password", R"({"login":"cid"})"},
      {"POST", "/v1/login/password", "["},
      {"GET", "/v1/operations", ""},
      {"GET", "/health", ""},
      {"GET", "/livez", ""},
      {"GET", "/readyz", ""},
      {"GET", "/readyz?for=writes", ""},
      {"GET", "/readyz?for=fun", ""},
  };
  add_payments(all, user, nobody, uid);
  for (const auto& id : {user, nobody, std::string("x")}) all.push_back({"POST", "/v1/users/" + id + "/repair", ""});
  for (const auto* path : {"/v1/users", "/v1/totals"}) {
    for (const auto* query : {"", "?nothing"}) all.push_back({"GET", std::string(path) + query, ""});
  }
  for (const auto* rest : {"", "/balance", "/transactions", "/statement", "/holds"}) {
    for (const auto& id : {user, nobody, std::string("x")}) all.push_back({"GET", "/v1/users/" + id + rest, ""});
  }
  add_commands(all, user, nobody);
  add_dialects(all);
  add_bulk(all, user);
  all.push_back({"GET", "/v1/users/" + user + "/balance?date=2030-01-01&known_at=0:2", ""});
  all.push_back({"GET", "/v1/users/" + user + "/transactions?limit=1", ""});
  all.push_back({"GET", "/v1/users/" + user + "/statement?format=csv", ""});
  return all;
}

/// Reads that may demand a position.
std::vector<std::string> demanding_reads(const std::string& user) {
  std::vector<std::string> targets = {"/v1/users",
                                      "/v1/totals",
                                      "/v1/holds/" + fresh_uid(),
                                      "/v1/transactions/" + fresh_uid(),
                                      "/balance/ann",
                                      "/api/v1/wallets/" + fresh_uid()};
  for (const auto* rest : {"", "/balance", "/transactions", "/statement", "/holds"}) {
    targets.push_back("/v1/users/" + user + rest);
  }
  return targets;
}

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
