#include "api/auth_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>

namespace ledger::api {
namespace {

using std::chrono::seconds;

void add_seconds(CLI::App& app, const std::string& name, const std::string& environment, seconds& value, seconds least,
                 seconds most, const std::string& help) {
  app.add_option_function<std::int64_t>(
         name, [&value](const std::int64_t& count) { value = seconds(count); },
         help + " (s, " + std::to_string(value.count()) + ")")
      ->envname(environment)
      ->check(CLI::Range(std::int64_t{least.count()}, std::int64_t{most.count()}));
}

void add_count(CLI::App& app, const std::string& name, const std::string& environment, std::size_t& value,
               const std::string& help) {
  app.add_option(name, value, help)
      ->envname(environment)
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}))
      ->capture_default_str();
}

void add_text(CLI::App& app, const std::string& name, const std::string& environment, std::string& value,
              const std::string& help) {
  app.add_option(name, value, help)->envname(environment)->capture_default_str();
}

void add_token_options(CLI::App& app, AuthSettings& auth) {
  add_text(app, "--auth-issuer", "LEDGER_AUTH_ISSUER", auth.keys.issuer, "whose tokens are believed: their iss");
  add_text(app, "--auth-audience", "LEDGER_AUTH_AUDIENCE", auth.rules.audience, "what must be among a token's aud");
  add_text(app, "--auth-keys-file", "LEDGER_AUTH_KEYS_FILE", auth.keys.file,
           "the issuer's keys: a JWK Set; may hold secrets for HS256");
  add_text(app, "--auth-jwks-url", "LEDGER_AUTH_JWKS_URL", auth.keys.url,
           "where the issuer publishes its keys; https, or http on this machine");
  add_seconds(app, "--auth-keys-refresh-seconds", "LEDGER_AUTH_KEYS_REFRESH_SECONDS", auth.keys.refresh_interval,
              seconds(1), seconds(86'400), "how often the keys are read again");
  add_seconds(app, "--auth-leeway-seconds", "LEDGER_AUTH_LEEWAY_SECONDS", auth.rules.leeway, seconds(0), seconds(300),
              "how far the issuer's clock may be from ours");
  add_seconds(app, "--auth-token-lifetime-max-seconds", "LEDGER_AUTH_TOKEN_LIFETIME_MAX_SECONDS",
              auth.rules.lifetime_max, seconds(1), seconds(366L * 86'400),
              "how far in the future a token's exp may be");
  add_text(app, "--auth-roles-claim", "LEDGER_AUTH_ROLES_CLAIM", auth.rules.roles_claim,
           "the claim with the roles: user, service, admin");
  add_text(app, "--auth-accounts-claim", "LEDGER_AUTH_ACCOUNTS_CLAIM", auth.rules.accounts_claim,
           "the claim with the numbers of a user's own accounts");
}

void add_login_options(CLI::App& app, LoginSettings& login) {
  add_text(app, "--login-key-file", "LEDGER_LOGIN_KEY_FILE", login.key_file,
           "a private key in PEM that signs the tokens of POST /v1/login; no login without it");
  add_text(app, "--login-issuer", "LEDGER_LOGIN_ISSUER", login.issuer, "iss of these tokens");
  add_seconds(app, "--login-token-seconds", "LEDGER_LOGIN_TOKEN_SECONDS", login.token_lifetime, seconds(1),
              seconds(366L * 86'400), "how long these tokens are good");
  add_count(app, "--login-attempts-max", "LEDGER_LOGIN_ATTEMPTS_MAX", login.attempts_max,
            "failed attempts on one login in a window");
  add_count(app, "--login-address-attempts-max", "LEDGER_LOGIN_ADDRESS_ATTEMPTS_MAX", login.address_attempts_max,
            "failed attempts from one address in a window");
  add_seconds(app, "--login-attempts-window-seconds", "LEDGER_LOGIN_ATTEMPTS_WINDOW_SECONDS", login.attempts_window,
              seconds(1), seconds(86'400), "length of that window");
}

}  // namespace

void add_auth_options(CLI::App& app, AuthSettings& auth) {
  app.add_option_function<std::string>(
         "--auth", [&auth](const std::string& state) { auth.off = state == "off"; },
         "on, or off: everyone may do everything (on)")
      ->envname("LEDGER_AUTH")
      ->check(CLI::IsMember({"on", "off"}));
  app.add_flag("--auth-off-anywhere", auth.off_anywhere, "off also where others than this machine can reach it")
      ->envname("LEDGER_AUTH_OFF_ANYWHERE");
  app.add_flag("--auth-self-deposit", auth.policy.self_deposit, "users may deposit to their own accounts")
      ->envname("LEDGER_AUTH_SELF_DEPOSIT");
  add_token_options(app, auth);
  add_login_options(app, auth.login);
}

void add_tls_options(CLI::App& app, TlsFiles& tls) {
  auto* const certificate = app.add_option("--tls-certificate-file", tls.certificate_file,
                                           "the server's certificate with those in between, in PEM: switches TLS on");
  certificate->envname("LEDGER_TLS_CERTIFICATE_FILE");
  auto* const key = app.add_option("--tls-key-file", tls.key_file, "the certificate's private key, in PEM");
  key->envname("LEDGER_TLS_KEY_FILE");
  certificate->needs(key);
  key->needs(certificate);
}

void add_dialect_options(CLI::App& app, DialectSettings& dialects) {
  app.add_option("--dialect-address", dialects.address,
                 "host:port where the dialects are served to clients without tokens; none without it")
      ->envname("LEDGER_DIALECT_ADDRESS");
  app.add_flag("--dialect-anywhere", dialects.anywhere, "also where others than this machine can reach it")
      ->envname("LEDGER_DIALECT_ANYWHERE");
}

}  // namespace ledger::api
