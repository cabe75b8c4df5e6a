#include "api/auth/auth_service.hpp"

#include <stdexcept>

#include "api/auth/tokens/fetch.hpp"
#include "api/auth/tokens/loopback.hpp"
#include "api/auth/tokens/token_authenticator.hpp"

namespace ledger::api {
namespace {

void check(const AuthSettings& settings) {
  const auto& keys = settings.keys;
  const bool has_issuers_keys = !keys.file.empty() || !keys.url.empty();
  if (!has_issuers_keys && settings.login.key_file.empty()) {
    throw std::runtime_error(
        "auth is on, but no token could be good: give --auth-keys-file, --auth-jwks-url or --login-key-file, or switch "
        "it off with --auth off");
  }
  if (has_issuers_keys && keys.issuer.empty()) {
    throw std::runtime_error("--auth-keys-file and --auth-jwks-url need --auth-issuer, whose tokens the keys are for");
  }
  if (has_issuers_keys && !settings.login.key_file.empty() && keys.issuer == settings.login.issuer) {
    throw std::runtime_error("--auth-issuer and --login-issuer must differ");
  }
  if (!keys.url.empty() && !is_safe_url(keys.url)) {
    throw std::runtime_error("--auth-jwks-url must begin with https://, or http:// and an address of this machine");
  }
}

}  // namespace

AuthService::AuthService(const AuthSettings& settings) : settings_(settings), login_guard_(settings.login.guard) {
  OwnKeyPlace own{.issuer = settings_.login.issuer, .file = settings_.login.key_file};
  if (settings_.off) {
    ring_ = std::make_unique<KeyRing>(KeyPlaces{}, std::move(own));
    authenticator_ = std::make_unique<FixedPrincipal>(anonymous_principal());
    return;
  }
  check(settings_);
  ring_ = std::make_unique<KeyRing>(settings_.keys, std::move(own));
  auto rules = settings_.rules;
  rules.login_issuer = settings_.login.issuer;
  authenticator_ = std::make_unique<TokenAuthenticator>(*ring_, std::move(rules));
}

std::optional<TokenIssuer> AuthService::issuer() const {
  auto key = ring_->signing_key();
  if (!key) return std::nullopt;
  return TokenIssuer(std::move(key), settings_.login.issuer, settings_.rules.audience);
}

void AuthService::check_host(const std::string& host) const {
  if (!settings_.off || settings_.off_anywhere || is_loopback(host)) return;
  throw std::runtime_error("auth is off, and others than this machine can reach '" + host +
                           "': listen at 127.0.0.1, switch auth on, or force it with --auth-off-anywhere");
}

}  // namespace ledger::api
