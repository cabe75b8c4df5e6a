// The ledger's own tokens, for its own login and for operators.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "api/auth/principals/principal.hpp"
#include "api/auth/tokens/key.hpp"

namespace ledger::api {

/// A token that was made, and when it ends.
struct IssuedToken {
  std::string token;
  std::chrono::system_clock::time_point expires;
};

/// Can be used by any number of threads at once.
class TokenIssuer {
 public:
  TokenIssuer(std::shared_ptr<const Key> key, std::string issuer, std::string audience)
      : key_(std::move(key)), issuer_(std::move(issuer)), audience_(std::move(audience)) {}

  /// A token for the principal, from `now` on and for `lifetime`.
  [[nodiscard]] IssuedToken issue(const Principal& principal, std::chrono::system_clock::time_point now,
                                  std::chrono::seconds lifetime) const;

 private:
  std::shared_ptr<const Key> key_;
  std::string issuer_;
  std::string audience_;
};

}  // namespace ledger::api
