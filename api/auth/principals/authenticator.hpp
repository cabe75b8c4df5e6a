// Turns a bearer token into the principal that sent it. REST and gRPC share this.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "api/auth/principals/auth_error.hpp"
#include "api/auth/principals/principal.hpp"

namespace ledger::api {

using Authentication = std::variant<PrincipalPointer, AuthError>;

/// Any thread may use it.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  Authenticator() = default;
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;

  /// The principal of a token, or why it is not believed. Does not wait for anything.
  [[nodiscard]] virtual Authentication authenticate(std::optional<std::string_view> bearer_token,
                                                    std::chrono::system_clock::time_point now) const = 0;

  /// Returns the reason why a token that was accepted is no longer valid: it has expired, or its key is no longer
  /// known. Returns nothing while it is valid. For calls that outlast a request; does not block.
  [[nodiscard]] virtual std::optional<AuthError> lapse(const TokenLife& token,
                                                       std::chrono::system_clock::time_point now) const = 0;
};

/// Takes everyone for the same principal and looks at no token: auth switched off, and the dialects' own listener.
class FixedPrincipal final : public Authenticator {
 public:
  explicit FixedPrincipal(Principal principal) : principal_(std::make_shared<const Principal>(std::move(principal))) {}

  [[nodiscard]] Authentication authenticate(std::optional<std::string_view> /*bearer_token*/,
                                            std::chrono::system_clock::time_point /*now*/) const override {
    return principal_;
  }
  [[nodiscard]] std::optional<AuthError> lapse(const TokenLife& /*token*/,
                                               std::chrono::system_clock::time_point /*now*/) const override {
    return std::nullopt;
  }

 private:
  PrincipalPointer principal_;
};

/// The token in the value of an Authorization header or metadata entry: "Bearer …", the scheme in any case.
std::variant<std::string_view, AuthError> bearer_token(std::string_view authorization);

}  // namespace ledger::api
