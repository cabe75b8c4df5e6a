#include "tests/e2e/api/wire/contract_calls.hpp"

#include <tuple>
#include <utility>

#include "tests/support/api/api_server.hpp"

namespace ledger::test {
namespace {

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

}  // namespace

std::vector<Call> wallet_calls(const std::string& wallet) {
  const auto path = "/api/v1/wallets/" + wallet;
  return {{"GET", path, ""},
          {"POST", path + "/operation", R"({"operation_type":"DEPOSIT","amount":1})"},
          {"POST", path + "/operation", R"({"operation_type":"WITHDRAW","amount":2})"}};
}

std::vector<Call> last_calls(const std::string& leaver) {
  const auto path = "/v1/users/" + leaver;
  return {
      {"DELETE", path + "/identity", ""}, {"POST", path + "/close", ""}, {"PUT", path + "/limit", R"({"limit":"1"})"}};
}

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

}  // namespace ledger::test
