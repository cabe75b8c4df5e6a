#include "tests/support/api/guarded_server.hpp"

namespace ledger::test {

GuardedServer::GuardedServer(Process::Environment environment)
    : keys_(TokenWorkshop::get().key_set()), login_key_(TokenWorkshop::get().private_pem()) {
  environment.merge(Process::Environment{{"LEDGER_AUTH", "on"},
                                         {"LEDGER_AUTH_ISSUER", TokenText{}.issuer},
                                         {"LEDGER_AUTH_KEYS_FILE", keys_.path()},
                                         {"LEDGER_LOGIN_KEY_FILE", login_key_.path()}});
  api_ = std::make_unique<ApiServer>(database_.service(), std::move(environment));
}

std::string GuardedServer::token_for(const std::string& role, const std::string& accounts) const {
  TokenText text;
  text.roles = "[\"" + role + "\"]";
  text.accounts = accounts;
  return make_token(text, std::chrono::system_clock::now());
}

std::string admin_token(std::int64_t lifetime_seconds, const std::string& subject) {
  TokenText text;
  text.roles = R"(["admin"])";
  text.subject = subject;
  text.expires = lifetime_seconds;
  return make_token(text, std::chrono::system_clock::now());
}

HttpFields bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

}  // namespace ledger::test
