// The ledger's own login, from the account's opening to its erasure.
#include "tests/e2e/auth/login_calls.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

TEST_CASE("Whoever logs in gets a token for the own account, and no other", "[api][auth][login]") {
  const GuardedServer server;
  const auto id = open_with_login(server);
  const auto other = open_with_login(server, R"({"name":"Bob","login":"bob","password":"battery staple"})");
  ApiClient client(server.api());
  const auto answer = client.post("/v1/login", credentials("aNN", "correct horse"));
  REQUIRE(answer.status() == 200);
  CHECK(answer["user_id"] == id);
  const auto token = bearer(answer["token"]);
  CHECK(client.get("/v1/user/" + id, token)["name"] == "Ann");
  CHECK(client.get("/v1/user/" + other, token).status() == 404);
  CHECK(client.post("/v1/user", R"({"name":"Cid"})", token).status() == 403);
  CHECK(log_in(server, "ann", "battery staple") == "401 login_failed");
  CHECK(log_in(server, "nobody", "correct horse") == "401 login_failed");
  CHECK(client.post("/v1/login", credentials("nobody", "x")).response.field("WWW-Authenticate") ==
        R"(Bearer realm="ledger")");
}

TEST_CASE("A login is opened with its account, once", "[api][auth][login]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto service = server.token_for("service");
  const auto open = [&](const std::string& body, const std::string& key = "") {
    auto fields = bearer(service);
    if (!key.empty()) fields.emplace_back("Idempotency-Key", key);
    return client.post("/v1/user", body, fields).problem();
  };
  const auto key = fresh_uid();
  CHECK(open(ann_opening, key) == "201 missing");
  CHECK(open(ann_opening, key) == "201 missing");
  CHECK(open(R"({"name":"Ann","login":"anna","password":"correct horse"})", key) == "409 uid_reused uid");
  // The password is compared as well, and not more often than a login would allow.
  const auto other_password = R"({"name":"Ann","login":"ann","password":"battery staple"})";
  CHECK(open(other_password, key) == "409 uid_reused uid");
  CHECK(open(R"({"name":"Ann"})", key) == "201 missing");
  CHECK(open(ann_opening) == "409 login_taken login");
  CHECK(open(R"({"name":"A","login":"ANN","password":"correct horse"})") == "409 login_taken login");
  CHECK(open(R"({"name":"A","login":"b","password":"1234567"})") == "422 password_too_short password");
  CHECK(open(R"({"name":"A","login":"b"})") == "422 field_required password");
  CHECK(open(R"({"name":"A","password":"correct horse"})") == "422 field_required login");
  CHECK(query_value(server.database().owner(), "select count(*) from event") == "1");
}

TEST_CASE("A password cannot be guessed by opening its account again", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOGIN_ATTEMPTS_MAX", "2"}});
  ApiClient client(server.api());
  auto fields = bearer(server.token_for("service"));
  fields.emplace_back("Idempotency-Key", fresh_uid());
  const auto open_with = [&](const std::string& password) {
    return client.post("/v1/user", R"({"name":"Ann","login":"Ann","password":")" + password + "\"}", fields).problem();
  };
  CHECK(open_with("correct horse") == "201 missing");
  CHECK(open_with("wrong password") == "409 uid_reused uid");
  CHECK(open_with("wrong again") == "409 uid_reused uid");
  CHECK(open_with("correct horse") == "429 too_many_attempts");
  // The holder is not touched by it.
  CHECK(log_in(server, "ann", "correct horse") == "200 missing");
}

TEST_CASE("An account that was erased is opened again as the same, whatever is said of its holder",
          "[api][auth][login]") {
  const GuardedServer server;
  ApiClient client(server.api());
  auto fields = bearer(server.token_for("service"));
  fields.emplace_back("Idempotency-Key", fresh_uid());
  const auto id = client.post("/v1/user", ann_opening, fields)["id"];
  CHECK(client.request("DELETE", "/v1/user/" + id + "/identity", "", bearer(server.token_for("admin"))).status() ==
        200);
  const auto other = R"({"name":"Bob","login":"bob","password":"battery staple"})";
  const auto again = client.post("/v1/user", other, fields);
  CHECK(again.status() == 201);
  CHECK(again["id"] == id);
  CHECK(client.post("/v1/user", R"({"name":"Bob","currency":"JPY"})", fields).problem() == "409 uid_reused uid");
}

TEST_CASE("Of logins opened at once one gets the name", "[api][auth][login]") {
  const GuardedServer server;
  const auto service = server.token_for("service");
  const auto statuses = at_once(8, [&](std::size_t /*index*/) {
    return ApiClient(server.api()).post("/v1/user", ann_opening, bearer(service)).status();
  });
  CHECK(std::count(statuses.begin(), statuses.end(), 201) == 1);
  CHECK(std::count(statuses.begin(), statuses.end(), 409) == 7);
}

TEST_CASE("Failed attempts on a login are bounded, also those at once", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOGIN_ATTEMPTS_MAX", "3"}});
  open_with_login(server);
  const auto verdicts = at_once(6, [&](std::size_t /*index*/) { return log_in(server, "ann", "wrong password"); });
  CHECK(std::count(verdicts.begin(), verdicts.end(), "401 login_failed") == 3);
  CHECK(std::count(verdicts.begin(), verdicts.end(), "429 too_many_attempts") == 3);
  const auto refused = ApiClient(server.api()).post("/v1/login", credentials("ann", "correct horse"));
  CHECK(refused.problem() == "429 too_many_attempts");
  CHECK(std::stoi(refused.response.field("Retry-After")) > 0);
  // Another login is not touched by it.
  CHECK(log_in(server, "nobody", "wrong password") == "401 login_failed");
}

TEST_CASE("Any number of right passwords at once are right", "[api][auth][login]") {
  const GuardedServer server(
      Process::Environment{{"LEDGER_LOGIN_ATTEMPTS_MAX", "2"}, {"LEDGER_LOGIN_ADDRESS_ATTEMPTS_MAX", "2"}});
  open_with_login(server);
  const auto verdicts = at_once(24, [&](std::size_t /*index*/) { return log_in(server, "ann", "correct horse"); });
  CHECK(std::count(verdicts.begin(), verdicts.end(), "200 missing") == 24);
}

TEST_CASE("Failures count where the client is, as trusted proxies say", "[api][auth][login]") {
  const GuardedServer server(
      Process::Environment{{"LEDGER_LOGIN_ATTEMPTS_MAX", "2"}, {"LEDGER_TRUSTED_PROXIES", "127.0.0.0/8"}});
  open_with_login(server);
  const auto log_in_from = [&](const std::string& forwarded_for, const std::string& password) {
    return ApiClient(server.api())
        .post("/v1/login", credentials("ann", password), {{"X-Forwarded-For", forwarded_for}})
        .problem();
  };
  CHECK(log_in_from("192.0.2.1", "wrong password") == "401 login_failed");
  CHECK(log_in_from("192.0.2.1", "wrong password") == "401 login_failed");
  CHECK(log_in_from("192.0.2.1", "correct horse") == "429 too_many_attempts");
  // Addresses that the client itself put in front do not help it.
  CHECK(log_in_from("203.0.113.9, 192.0.2.1", "correct horse") == "429 too_many_attempts");
  CHECK(log_in_from("192.0.2.2", "correct horse") == "200 missing");
}

TEST_CASE("Guesses from many networks are bounded, and the holder gets in from a familiar one", "[api][auth][login]") {
  const GuardedServer server(
      Process::Environment{{"LEDGER_LOGIN_GUESSES_MAX", "4"}, {"LEDGER_TRUSTED_PROXIES", "127.0.0.1"}});
  open_with_login(server);
  const auto log_in_from = [&](const std::string& forwarded_for, const std::string& password) {
    return ApiClient(server.api())
        .post("/v1/login", credentials("ann", password), {{"X-Forwarded-For", forwarded_for}})
        .problem();
  };
  CHECK(log_in_from("2001:db8::1", "correct horse") == "200 missing");
  for (const auto* network : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}) {
    CHECK(log_in_from(network, "wrong password") == "401 login_failed");
  }
  CHECK(log_in_from("192.0.2.5", "wrong password") == "429 too_many_attempts");
  CHECK(log_in_from("2001:db8::2", "correct horse") == "200 missing");
}

TEST_CASE("A success forgives the failures before it", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOGIN_ATTEMPTS_MAX", "3"}});
  open_with_login(server);
  for (int round = 0; round < 3; ++round) {
    CHECK(log_in(server, "ann", "wrong password") == "401 login_failed");
    CHECK(log_in(server, "ann", "wrong password") == "401 login_failed");
    CHECK(log_in(server, "ann", "correct horse") == "200 missing");
  }
}

TEST_CASE("Failed attempts from an address are bounded, whatever the logins", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOGIN_ADDRESS_ATTEMPTS_MAX", "3"}});
  open_with_login(server);
  for (const auto* login : {"a", "b", "c"}) CHECK(log_in(server, login, "wrong password") == "401 login_failed");
  CHECK(log_in(server, "d", "wrong password") == "429 too_many_attempts");
  CHECK(log_in(server, "ann", "correct horse") == "429 too_many_attempts");
}

TEST_CASE("More passwords than may wait are refused, and do not count", "[api][auth][login]") {
  const GuardedServer server(
      Process::Environment{{"LEDGER_PASSWORD_QUEUE_MAX", "1"}, {"LEDGER_LOGIN_ATTEMPTS_MAX", "1000"}});
  open_with_login(server);
  const auto verdicts = at_once(16, [&](std::size_t /*index*/) { return log_in(server, "ann", "correct horse"); });
  const auto good = std::count(verdicts.begin(), verdicts.end(), "200 missing");
  const auto busy = std::count(verdicts.begin(), verdicts.end(), "503 passwords_busy");
  CHECK(good > 0);
  CHECK(busy > 0);
  CHECK(good + busy == 16);
}

TEST_CASE("Passwords are kept as argon2id only, and nothing of a login is in events or the log", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOG_LEVEL", "trace"}});
  open_with_login(server, R"({"name":"Ann","login":"anneliese","password":"correct horse"})");
  CHECK(log_in(server, "anneliese", "correct horse") == "200 missing");
  CHECK(log_in(server, "anneliese", "battery staple") == "401 login_failed");
  const auto& owner = server.database().owner();
  CHECK(query_value(owner, "select password_hash from identity").starts_with("$argon2id$"));
  for (const auto* secret : {"anneliese", "correct horse", "battery staple"}) {
    CHECK(query_value(owner, "select count(*) from event where event::text like '%" + std::string(secret) + "%'") ==
          "0");
    CHECK(server.api().process().log().find(secret) == std::string::npos);
  }
}

TEST_CASE("An erased login is gone, and its name is free", "[api][auth][login]") {
  const GuardedServer server;
  const auto id = open_with_login(server);
  query_value(server.database().owner(), "with gone as (delete from identity where account_id = " + id +
                                             " returning 1) select count(*) from gone");
  CHECK(log_in(server, "ann", "correct horse") == "401 login_failed");
  CHECK(query_value(server.database().owner(), "select count(*) from identity") == "0");
  open_with_login(server);
  CHECK(log_in(server, "ann", "correct horse") == "200 missing");
}

TEST_CASE("A token of the login ends when its time is over", "[api][auth][login]") {
  const GuardedServer server(
      Process::Environment{{"LEDGER_LOGIN_TOKEN_SECONDS", "1"}, {"LEDGER_AUTH_LEEWAY_SECONDS", "0"}});
  const auto id = open_with_login(server);
  ApiClient client(server.api());
  const auto token = client.post("/v1/login", credentials("ann", "correct horse"))["token"];
  CHECK(eventually([&] { return client.get("/v1/user/" + id, bearer(token)).problem() == "401 token_expired"; }));
}

}  // namespace ledger::test
