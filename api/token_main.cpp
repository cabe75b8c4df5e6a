// ledger-token: prints a token signed by the ledger's own key, for operators and for trying things out.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "api/auth/auth_settings.hpp"
#include "api/auth/key.hpp"
#include "api/auth/token_issuer.hpp"

namespace ledger::api {
namespace {

struct TokenRequest {
  LoginSettings login;
  std::string audience = TokenRules{}.audience;
  std::string subject;
  std::vector<std::string> roles;
  std::vector<std::int64_t> accounts;
  std::int64_t seconds = 3'600;
};

void add_options(CLI::App& app, TokenRequest& wanted) {
  app.add_option("--login-key-file", wanted.login.key_file, "the key that ledger-api has as its own")
      ->envname("LEDGER_LOGIN_KEY_FILE")
      ->required();
  app.add_option("--login-issuer", wanted.login.issuer, "iss")->envname("LEDGER_LOGIN_ISSUER")->capture_default_str();
  app.add_option("--auth-audience", wanted.audience, "aud")->envname("LEDGER_AUTH_AUDIENCE")->capture_default_str();
  app.add_option("--subject", wanted.subject, "sub: an opaque id, which events record as their actor")->required();
  app.add_option("--role", wanted.roles, "user, service or admin; may be given several times")
      ->required()
      ->check(CLI::IsMember({"user", "service", "admin"}));
  app.add_option("--account", wanted.accounts, "number of an own account of a user; may be given several times")
      ->check(CLI::PositiveNumber);
  app.add_option("--seconds", wanted.seconds, "how long it is good")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{366} * 86'400))
      ->capture_default_str();
}

IssuedToken issue(const TokenRequest& wanted) {
  Principal principal{.id = wanted.subject, .roles = {}, .accounts = {}};
  for (const auto& role : wanted.roles) principal.roles.add(parse_role(role).value());
  for (const auto account : wanted.accounts) principal.accounts.emplace_back(account);
  auto key = std::make_shared<const Key>(read_private_key(wanted.login.key_file));
  const TokenIssuer issuer(std::move(key), wanted.login.issuer, wanted.audience);
  return issuer.issue(principal, std::chrono::system_clock::now(), std::chrono::seconds(wanted.seconds));
}

}  // namespace
}  // namespace ledger::api

int main(int argc, char** argv) {
  ledger::api::TokenRequest wanted;
  CLI::App app("ledger-token: a token signed by the ledger's own key");
  ledger::api::add_options(app, wanted);
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << ledger::api::issue(wanted).token << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "ledger-token: " << error.what() << std::endl;
    return 1;
  }
}
