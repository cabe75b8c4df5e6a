// All that is about callers, put together from its settings.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/auth/auth_settings.hpp"
#include "api/auth/login_guard.hpp"
#include "api/auth/principals/authenticator.hpp"
#include "api/auth/tokens/token_issuer.hpp"

namespace ledger::api {

/// For any thread.
class AuthService {
 public:
  /// Throws std::runtime_error that says what to set where the settings do not go together: switched on without keys,
  /// keys without an issuer, a URL that is not safe.
  explicit AuthService(const AuthSettings& settings);

  /// Throws std::runtime_error if auth is switched off and not this machine alone can reach the host.
  void check_host(const std::string& host) const;

  [[nodiscard]] const Authenticator& authenticator() const { return *authenticator_; }
  [[nodiscard]] const AuthPolicy& policy() const { return settings_.policy; }
  [[nodiscard]] bool is_off() const { return settings_.off; }

  /// Makes the login's tokens, with the key that signs at the moment; nothing where there is no login.
  [[nodiscard]] std::optional<TokenIssuer> issuer() const;
  [[nodiscard]] std::chrono::seconds token_lifetime() const { return settings_.login.token_lifetime; }
  [[nodiscard]] LoginGuard& login_guard() { return login_guard_; }

 private:
  const AuthSettings settings_;
  std::unique_ptr<KeyRing> ring_;
  std::unique_ptr<Authenticator> authenticator_;
  LoginGuard login_guard_;
};

}  // namespace ledger::api
