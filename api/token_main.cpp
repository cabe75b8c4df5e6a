// ledger-token: prints a token signed by the ledger's own key, for operators and for trying things out.
#include <chrono>
#include <iostream>
#include <memory>

#include "api/auth/auth_settings.hpp"
#include "api/auth/tokens/key.hpp"
#include "api/auth/tokens/token_issuer.hpp"
#include "ledger/process/command_line.hpp"

namespace ledger::api {
namespace {

using namespace std::chrono_literals;

struct TokenRequest {
  LoginSettings login;
  std::string audience = TokenRules{}.audience;
  std::string subject;
  std::vector<std::string> roles;
  std::vector<std::int64_t> accounts;
  std::chrono::seconds lifetime = 1h;
};

void add_options(const OptionGroup& options, TokenRequest& wanted) {
  options.text({.flag = "--login-key-file",
                .environment = "LEDGER_LOGIN_KEY_FILE",
                .help = "the keys that ledger-api has as its own; the first signs",
                .required = true},
               wanted.login.key_file);
  options.text({"--login-issuer", "LEDGER_LOGIN_ISSUER", "iss"}, wanted.login.issuer);
  options.text({"--auth-audience", "LEDGER_AUTH_AUDIENCE", "aud"}, wanted.audience);
  options.text({.flag = "--subject", .help = "sub: an opaque id, which events record as their actor", .required = true},
               wanted.subject);
  options
      .texts({.flag = "--role", .help = "user, service or admin; may be given several times", .required = true},
             wanted.roles)
      .one_of({"user", "service", "admin"});
  options
      .numbers({.flag = "--account", .help = "number of an own account of a user; may be given several times"},
               wanted.accounts)
      .positive();
  options.duration({.flag = "--seconds", .help = "how long it is good"}, wanted.lifetime, {1s, 366 * 24h});
}

IssuedToken issue(const TokenRequest& wanted) {
  Principal principal{.id = wanted.subject, .roles = {}, .accounts = {}};
  for (const auto& role : wanted.roles) principal.roles.add(parse_role(role).value());
  for (const auto account : wanted.accounts) principal.accounts.emplace_back(account);
  auto key = std::make_shared<const Key>(std::move(read_private_keys(wanted.login.key_file).front()));
  const TokenIssuer issuer(std::move(key), wanted.login.issuer, wanted.audience);
  return issuer.issue(principal, std::chrono::system_clock::now(), wanted.lifetime);
}

}  // namespace
}  // namespace ledger::api

int main(int argc, char** argv) {
  ledger::api::TokenRequest wanted;
  const ledger::CommandLine line("ledger-token: a token signed by the ledger's own key");
  ledger::api::add_options(line, wanted);
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  try {
    std::cout << ledger::api::issue(wanted).token << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "ledger-token: " << error.what() << std::endl;
    return 1;
  }
}
