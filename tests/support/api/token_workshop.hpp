// Keys of every kind and tokens of every shape, good and forged.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "api/auth/tokens/key.hpp"

namespace ledger::test {

/// A key pair and a secret of each algorithm, made once a process.
class TokenWorkshop {
 public:
  static const TokenWorkshop& get();

  /// The public halves and the secret as a JWK Set, with the ids "rs", "es", "ed", "hs".
  [[nodiscard]] std::string key_set() const;
  /// The same without the secret, as an issuer publishes it.
  [[nodiscard]] std::string published_key_set() const;
  /// The private key "rs", "es" or "ed", or the secret "hs".
  [[nodiscard]] const api::Key& key(const std::string& id) const;
  /// "ed" as PEM.
  [[nodiscard]] const std::string& private_pem() const { return private_pem_; }
  /// Returns a key of the same kind as "ed" that no server trusts.
  [[nodiscard]] const api::Key& stranger() const { return *stranger_; }
  /// The public half of "rs" as PEM: what forgers use as a secret.
  [[nodiscard]] const std::string& rs_public_pem() const { return rs_public_pem_; }

  TokenWorkshop(const TokenWorkshop&) = delete;
  TokenWorkshop& operator=(const TokenWorkshop&) = delete;

 private:
  TokenWorkshop();

  std::unique_ptr<api::Key> rs_, es_, ed_, hs_, stranger_;
  std::string rs_jwk_, es_jwk_, ed_jwk_, hs_jwk_;
  std::string rs_public_pem_;
  std::string private_pem_;
};

/// Returns a private key as PEM that nobody else has.
std::string fresh_private_pem();

/// header.claims.signature of the two texts, signed by the key whatever they say.
std::string signed_token(const api::Key& key, const std::string& header, const std::string& claims);

/// The content of a token of the workshop; each part can be replaced.
struct TokenText {
  std::string algorithm = "EdDSA";
  std::string key_id = "ed";
  std::string issuer = "https://issuer.example";
  /// JSON.
  std::string audience = R"("ledger")";
  std::string subject = "subject-1";
  std::string roles = R"(["service"])";
  std::string accounts = "[]";
  /// Seconds from `now`.
  std::int64_t issued = 0;
  std::int64_t expires = 600;
  /// Further members: `,"nbf":1`.
  std::string more_claims;
  std::string more_header;

  [[nodiscard]] std::string header() const;
  [[nodiscard]] std::string claims(std::chrono::system_clock::time_point now) const;
};

/// A token of this text, signed by the key with its id.
std::string make_token(const TokenText& text, std::chrono::system_clock::time_point now);

}  // namespace ledger::test
