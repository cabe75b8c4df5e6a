// The password of a login, changed by its holder.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "tests/e2e/auth/login_calls.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

/// Asks for a new password, with a token.
Answer change_password(const GuardedServer& server, const std::string& token, const std::string& login,
                       const std::string& current, const std::string& wanted) {
  const auto body =
      fmt::format(R"({{"login":"{}","current_password":"{}","new_password":"{}"}})", login, current, wanted);
  return ApiClient(server.api()).post("/v1/login/password", body, bearer(token));
}

std::string token_of_ann(const GuardedServer& server) {
  return ApiClient(server.api()).post("/v1/login", credentials("ann", "correct horse"))["token"];
}

}  // namespace

TEST_CASE("The holder changes the password, and tokens from before go on", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOG_LEVEL", "trace"}});
  const auto id = open_with_login(server);
  const auto token = token_of_ann(server);
  const auto changed = change_password(server, token, "Ann", "correct horse", "battery staple");
  CHECK(changed.status() == 204);
  CHECK(changed.response.body.empty());
  CHECK(log_in(server, "ann", "correct horse") == "401 login_failed");
  CHECK(log_in(server, "ann", "battery staple") == "200 missing");
  CHECK(ApiClient(server.api()).get("/v1/users/" + id, bearer(token)).status() == 200);
  CHECK(query_value(server.database().owner(), "select password_hash from identity").starts_with("$argon2id$"));
  for (const auto* secret : {"correct horse", "battery staple"}) {
    CHECK(server.api().process().log().find(secret) == std::string::npos);
  }
}

TEST_CASE("A password is changed by nobody but its holder, who knows the current one", "[api][auth][login]") {
  const GuardedServer server;
  open_with_login(server);
  open_with_login(server, R"({"name":"Bob","login":"bob","password":"bobs own word"})");
  const auto token = token_of_ann(server);
  const auto wrong = "403 password_wrong current_password";
  CHECK(change_password(server, token, "ann", "wrong password", "battery staple").problem() == wrong);
  CHECK(change_password(server, token, "nobody", "correct horse", "battery staple").problem() == wrong);
  CHECK(change_password(server, token, "bob", "bobs own word", "battery staple").problem() == wrong);
  CHECK(change_password(server, "forged", "ann", "correct horse", "battery staple").status() == 401);
  for (const auto* role : {"service", "admin"}) {
    CHECK(change_password(server, server.token_for(role), "ann", "correct horse", "battery staple").problem() ==
          "403 forbidden");
  }
  CHECK(change_password(server, token, "ann", "correct horse", "short").problem() ==
        "422 password_too_short new_password");
  CHECK(log_in(server, "ann", "correct horse") == "200 missing");
  CHECK(log_in(server, "bob", "bobs own word") == "200 missing");
}

TEST_CASE("Passwords guessed at their change count like those at the login", "[api][auth][login]") {
  const GuardedServer server(Process::Environment{{"LEDGER_LOGIN_ATTEMPTS_MAX", "2"}});
  open_with_login(server);
  const auto token = token_of_ann(server);
  for (int guess = 0; guess < 2; ++guess) {
    CHECK(change_password(server, token, "ann", "wrong password", "battery staple").status() == 403);
  }
  const auto refused = change_password(server, token, "ann", "correct horse", "battery staple");
  CHECK(refused.problem() == "429 too_many_attempts");
  CHECK(std::stoi(refused.response.field("Retry-After")) > 0);
  CHECK(log_in(server, "ann", "correct horse") == "429 too_many_attempts");
}

TEST_CASE("Of changes at once, which all know the same password, one is carried out", "[api][auth][login]") {
  const GuardedServer server;
  open_with_login(server);
  const auto token = token_of_ann(server);
  const auto statuses = at_once(6, [&](std::size_t index) {
    return change_password(server, token, "ann", "correct horse", "new password " + std::to_string(index)).status();
  });
  CHECK(std::count(statuses.begin(), statuses.end(), 204) == 1);
  CHECK(std::count(statuses.begin(), statuses.end(), 403) == 5);
}

}  // namespace ledger::test
