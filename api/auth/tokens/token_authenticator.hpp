// The authenticator that believes signed tokens only.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "api/auth/principals/authenticator.hpp"
#include "api/auth/tokens/claims.hpp"
#include "api/auth/tokens/key_ring.hpp"

namespace ledger::api {

/// Remembers, until they expire, tokens that were found good: a signature costs 30 to 100 µs of processor time, and a
/// client sends the same token with every request. When the keys change, all is verified again.
class TokenAuthenticator final : public Authenticator {
 public:
  /// `ring` must outlive it.
  TokenAuthenticator(KeyRing& ring, TokenRules rules) : ring_(ring), rules_(std::move(rules)) {}

  [[nodiscard]] Authentication authenticate(std::optional<std::string_view> bearer_token,
                                            std::chrono::system_clock::time_point now) const override;
  [[nodiscard]] std::optional<AuthError> lapse(const TokenLife& token,
                                               std::chrono::system_clock::time_point now) const override;

 private:
  /// One of several, so that threads rarely meet. By the token's SHA-256, so that no token stays in memory.
  struct Shelf {
    std::mutex mutex;
    std::uint64_t generation = 0;
    std::unordered_map<std::string, PrincipalPointer> known;
  };
  static constexpr std::size_t shelves = 16;
  static constexpr std::size_t known_max = 1024;

  [[nodiscard]] Authentication verified(std::string_view token, const KeysNow& keys,
                                        std::chrono::system_clock::time_point now) const;

  KeyRing& ring_;
  const TokenRules rules_;
  mutable std::array<Shelf, shelves> shelves_;
};

}  // namespace ledger::api
