#include "api/auth_options.hpp"

#include "ledger/process/command_line.hpp"

namespace ledger::api {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds year = 366 * 24h;
constexpr Bounds<std::size_t> attempts{1, 1'000'000};

void add_token_options(const OptionGroup& options, AuthSettings& auth) {
  options.text({"--auth-issuer", "LEDGER_AUTH_ISSUER", "whose tokens are believed: their iss"}, auth.keys.issuer);
  options.text({"--auth-audience", "LEDGER_AUTH_AUDIENCE", "what must be among a token's aud"}, auth.rules.audience);
  options.text(
      {"--auth-keys-file", "LEDGER_AUTH_KEYS_FILE", "the issuer's keys: a JWK Set; may hold secrets for HS256"},
      auth.keys.file);
  options.text({"--auth-jwks-url", "LEDGER_AUTH_JWKS_URL",
                "where the issuer publishes its keys; https, or http on this machine"},
               auth.keys.url);
  options.duration(
      {"--auth-keys-refresh-seconds", "LEDGER_AUTH_KEYS_REFRESH_SECONDS", "how often the keys are read again (s, {})"},
      auth.keys.refresh_interval, {1s, 24h});
  options.duration(
      {"--auth-leeway-seconds", "LEDGER_AUTH_LEEWAY_SECONDS", "how far the issuer's clock may be from ours (s, {})"},
      auth.rules.leeway, {0s, 5min});
  options.duration({"--auth-token-lifetime-max-seconds", "LEDGER_AUTH_TOKEN_LIFETIME_MAX_SECONDS",
                    "how far in the future a token's exp may be (s, {})"},
                   auth.rules.lifetime_max, {1s, year});
  options.text({"--auth-roles-claim", "LEDGER_AUTH_ROLES_CLAIM", "the claim with the roles: user, service, admin"},
               auth.rules.roles_claim);
  options.text(
      {"--auth-accounts-claim", "LEDGER_AUTH_ACCOUNTS_CLAIM", "the claim with the numbers of a user's own accounts"},
      auth.rules.accounts_claim);
}

void add_login_options(const OptionGroup& options, LoginSettings& login) {
  options.text(
      {"--login-key-file", "LEDGER_LOGIN_KEY_FILE",
       "private keys in PEM: the first signs the tokens of POST /v1/login, those of all are believed; no login "
       "without it"},
      login.key_file);
  options.text({"--login-issuer", "LEDGER_LOGIN_ISSUER", "iss of these tokens"}, login.issuer);
  options.duration({"--login-token-seconds", "LEDGER_LOGIN_TOKEN_SECONDS", "how long these tokens are good (s, {})"},
                   login.token_lifetime, {1s, year});
  auto& guard = login.guard;
  options.number({"--login-attempts-max", "LEDGER_LOGIN_ATTEMPTS_MAX",
                  "failed attempts on one login from one network in a window"},
                 guard.pair_failures_max, attempts);
  options.number({"--login-address-attempts-max", "LEDGER_LOGIN_ADDRESS_ATTEMPTS_MAX",
                  "failed attempts from one network in a window, whatever the logins"},
                 guard.network_failures_max, attempts);
  options.number({"--login-guesses-max", "LEDGER_LOGIN_GUESSES_MAX",
                  "failed attempts on one login in a window from all networks where its holder is not known from"},
                 guard.login_failures_max, attempts);
  options.duration(
      {"--login-attempts-window-seconds", "LEDGER_LOGIN_ATTEMPTS_WINDOW_SECONDS", "length of that window (s, {})"},
      guard.window, {1s, 24h});
}

}  // namespace

void add_auth_options(const OptionGroup& options, AuthSettings& auth) {
  options.choice({"--auth", "LEDGER_AUTH", "on, or off: everyone may do everything ({})"}, auth.off, "on", "off");
  options.flag(
      {"--auth-off-anywhere", "LEDGER_AUTH_OFF_ANYWHERE", "off also where others than this machine can reach it"},
      auth.off_anywhere);
  options.flag({"--auth-self-deposit", "LEDGER_AUTH_SELF_DEPOSIT", "users may deposit to their own accounts"},
               auth.policy.self_deposit);
  add_token_options(options, auth);
  add_login_options(options, auth.login);
}

void add_tls_options(const OptionGroup& options, TlsFiles& tls) {
  const auto certificate = options.text({"--tls-certificate-file", "LEDGER_TLS_CERTIFICATE_FILE",
                                         "the server's certificate with those in between, in PEM: switches TLS on"},
                                        tls.certificate_file);
  const auto key =
      options.text({"--tls-key-file", "LEDGER_TLS_KEY_FILE", "the certificate's private key, in PEM"}, tls.key_file);
  certificate.needs(key);
  key.needs(certificate);
}

void add_dialect_options(const OptionGroup& options, DialectSettings& dialects) {
  options.text({"--dialect-address", "LEDGER_DIALECT_ADDRESS",
                "host:port where the dialects are served to clients without tokens; none without it"},
               dialects.address);
  options.flag({"--dialect-anywhere", "LEDGER_DIALECT_ANYWHERE", "also where others than this machine can reach it"},
               dialects.anywhere);
}

}  // namespace ledger::api
