// Every operation of the OpenAPI document with every role, and with none.
#include "tests/support/api/api_contract.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

/// The path with its open segments filled.
std::string target_of(const DocumentedOperation& operation, const std::string& id, const std::string& uid) {
  std::string target = operation.path;
  for (auto open = target.find('{'); open != std::string::npos; open = target.find('{')) {
    const auto close = target.find('}', open);
    const auto name = target.substr(open + 1, close - open - 1);
    target.replace(open, close - open + 1, name == "uid" ? uid : id);
  }
  // A stream is for all accounts, and so for admins only, unless it is for one.
  return operation.streams ? target + "?account=" + id : target;
}

/// The status of an answer, which may be a stream without an end.
int status_of(const GuardedServer& server, const DocumentedOperation& operation, const std::string& target,
              const HttpFields& fields) {
  if (operation.streams) {
    RawConnection connection(server.api().url());
    connection.send(request_text(operation.method, target, "", fields));
    return connection.receive_head().status;
  }
  ApiClient client(server.api());
  return client.request(operation.method, target, operation.body.empty() ? "" : "{}", fields).status();
}

}  // namespace

TEST_CASE("Every operation is open to the roles that the document says, and to no others", "[api][auth]") {
  const GuardedServer server;
  const auto service = server.token_for("service");
  ApiClient client(server.api());
  const auto account = client.post("/v1/user", R"({"name":"Ann"})", bearer(service))["id"];
  const auto uid = fresh_uid();
  REQUIRE(client.post("/v1/transaction", payment_body(uid, "DEPOSIT", account, "10"), bearer(service)).status() == 200);

  const auto operations = documented_operations();
  CHECK(operations.size() >= 14);
  for (const auto& operation : operations) {
    const auto target = target_of(operation, account, uid);
    const auto status = [&](const HttpFields& fields) { return status_of(server, operation, target, fields); };
    INFO(operation.method << " " << operation.path);
    const bool is_open = operation.roles.empty();
    CHECK((status({}) == 401) == !is_open);
    CHECK((status(bearer("forged")) == 401) == !is_open);
    CHECK((status(bearer(server.token_for("somebody-elses-role"))) == 403) == !is_open);
    for (const std::string role : {"user", "service", "admin"}) {
      INFO(role);
      const auto answered = status(bearer(server.token_for(role, "[" + account + "]")));
      const bool may = is_open || operation.roles.count(role) == 1;
      CHECK((answered == 403) == !may);
      CHECK(answered != 401);
      const bool is_own = operation.path.starts_with("/v1/user/{id}") || operation.path.starts_with("/v1/users/{id}") ||
                          operation.path == "/v1/transaction/{uid}" || operation.path == "/v1/transactions/{uid}";
      if (may && is_own && role == "user") CHECK(answered != 404);
    }
  }
}

TEST_CASE("To a user the accounts of others are not there", "[api][auth]") {
  const GuardedServer server;
  const auto service = server.token_for("service");
  ApiClient client(server.api());
  const auto foreign = client.post("/v1/user", R"({"name":"Ann"})", bearer(service))["id"];
  const auto uid = fresh_uid();
  REQUIRE(client.post("/v1/transaction", payment_body(uid, "DEPOSIT", foreign, "10"), bearer(service)).status() == 200);
  const auto own = client.post("/v1/user", R"({"name":"Bob"})", bearer(service))["id"];
  const auto user = bearer(server.token_for("user", "[" + own + "]"));

  for (const auto& operation : documented_operations()) {
    const bool names_something = operation.path.find('{') != std::string::npos;
    if (!names_something || operation.method != "GET" || operation.roles.count("user") == 0) continue;
    INFO(operation.method << " " << operation.path);
    const auto answer_for = [&](const std::string& id, const std::string& transaction) {
      const auto target = target_of(operation, id, transaction);
      return client.request(operation.method, target, operation.body, user).response;
    };
    const auto hidden = answer_for(foreign, uid);
    CHECK(hidden.status == 404);
    // An account that does not exist gets the same answer.
    CHECK(answer_for("999999", fresh_uid()).body == hidden.body);
  }
}

TEST_CASE("The comment on a transfer is the sender's own", "[api][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto service = bearer(server.token_for("service"));
  const auto sender = client.post("/v1/user", R"({"name":"Ann"})", service)["id"];
  const auto receiver = client.post("/v1/user", R"({"name":"Bob"})", service)["id"];
  const auto ann = bearer(server.token_for("user", "[" + sender + "]"));
  const auto bob = bearer(server.token_for("user", "[" + receiver + "]"));
  REQUIRE(client.post("/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", sender, "5"), service).status() == 200);
  const auto uid = fresh_uid();
  const auto more = R"(,"comment":"noted by Ann","to_user_id":)" + receiver;
  REQUIRE(client.post("/v1/transaction", payment_body(uid, "TRANSFER", sender, "1", more), ann).status() == 200);
  CHECK(client.get("/v1/transaction/" + uid, ann)["comment"] == "noted by Ann");
  CHECK(client.get("/v1/transaction/" + uid, service)["comment"] == "noted by Ann");
  // History, statement and transaction agree.
  const auto seen = client.get("/v1/transaction/" + uid, bob);
  CHECK(seen["from_user_id"] == sender);
  CHECK(seen["comment"] == "missing");
  for (const auto* list : {"/transactions", "/statement"}) {
    const auto listed = client.get("/v1/user/" + receiver + list, bob);
    CHECK(listed.status() == 200);
    CHECK(listed.response.body.find("noted by Ann") == std::string::npos);
  }
}

TEST_CASE("Payments are for those whom the design names", "[api][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto service = bearer(server.token_for("service"));
  const auto own = client.post("/v1/user", R"({"name":"Ann"})", service)["id"];
  const auto foreign = client.post("/v1/user", R"({"name":"Bob"})", service)["id"];
  const auto user = bearer(server.token_for("user", "[" + own + "]"));
  const auto admin = bearer(server.token_for("admin"));
  const auto pay = [&](const std::string& type, const std::string& account, const HttpFields& caller) {
    return client.post("/v1/transaction", payment_body(fresh_uid(), type, account, "1"), caller).problem();
  };
  CHECK(pay("DEPOSIT", own, service) == "200 missing");
  CHECK(pay("DEPOSIT", foreign, service) == "200 missing");
  CHECK(pay("WITHDRAW", own, service) == "403 forbidden");
  CHECK(pay("WITHDRAW", own, admin) == "403 forbidden");
  CHECK(pay("DEPOSIT", own, admin) == "403 forbidden");
  CHECK(pay("DEPOSIT", own, user) == "403 forbidden");
  CHECK(pay("DEPOSIT", foreign, user) == "404 account_not_found");
  CHECK(pay("WITHDRAW", foreign, user) == "404 account_not_found");
  CHECK(pay("WITHDRAW", own, user) == "200 missing");
  CHECK(pay("WITHDRAW", own, user) == "402 insufficient_funds amount");
}

TEST_CASE("Nobody learns for nothing what a receiver may take", "[api][auth][bulk]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto service = bearer(server.token_for("service"));
  const auto sender = client.post("/v1/user", R"({"name":"Ann"})", service)["id"];
  const auto receiver = client.post("/v1/user", R"({"name":"Bob","limit":"5"})", service)["id"];
  REQUIRE(client.post("/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", sender, "100"), service).status() == 200);
  const auto user = bearer(server.token_for("user", "[" + sender + "]"));
  const auto probe = [&](const std::string& amount) {
    const auto transfer = payment_body(fresh_uid(), "TRANSFER", sender, amount, R"(,"to_user_id":)" + receiver);
    const auto too_much = payment_body(fresh_uid(), "WITHDRAW", sender, "1000");
    const auto answer = client.post("/v1/transactions?atomic=true", "[" + transfer + "," + too_much + "]", user);
    CHECK(answer.status() == 409);
    const auto results = answer.json.member("results");
    return results.at(0)["code"] + " " + results.at(1)["code"];
  };
  CHECK(probe("5") == "forbidden not_applied");
  CHECK(probe("5.01") == "forbidden not_applied");
  const auto alone = payment_body(fresh_uid(), "TRANSFER", sender, "5", R"(,"to_user_id":)" + receiver);
  CHECK(client.post("/v1/transactions", "[" + alone + "]", user).json.member("results").at(0)["code"] == "recorded");
}

TEST_CASE("Users deposit to their own accounts where a setting allows it", "[api][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_AUTH_SELF_DEPOSIT", "true"}});
  ApiClient client(server.api());
  const auto service = bearer(server.token_for("service"));
  const auto own = client.post("/v1/user", R"({"name":"Ann"})", service)["id"];
  const auto foreign = client.post("/v1/user", R"({"name":"Bob"})", service)["id"];
  const auto user = bearer(server.token_for("user", "[" + own + "]"));
  CHECK(client.post("/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", own, "1"), user).status() == 200);
  CHECK(client.post("/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", foreign, "1"), user).status() == 404);
}

TEST_CASE("Events record the opaque id of whoever caused them", "[api][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto account = client.post("/v1/user", R"({"name":"Ann"})", bearer(server.token_for("service")))["id"];
  CHECK(query_value(server.database().owner(), "select actor from event where account_id = " + account) == "subject-1");
}

}  // namespace ledger::test
