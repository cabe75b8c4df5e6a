// A key with the one algorithm that it may be used with.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/tokens/evp.hpp"

namespace ledger::api {

/// RFC 7518, section 3, and RFC 8037.
enum class Algorithm {
  hs256,  ///< HMAC with SHA-256
  rs256,  ///< RSA, PKCS #1 1.5, with SHA-256
  es256,  ///< ECDSA on P-256 with SHA-256
  eddsa,  ///< Ed25519
};

/// "RS256"
std::string_view name_of(Algorithm algorithm);
/// Returns nothing for any other name, including "none".
std::optional<Algorithm> parse_algorithm(std::string_view name);

/// Can be used by any number of threads at once. What a token says about its algorithm never chooses the method here:
/// that is how tokens are forged (HS256 "signed" with somebody's public RSA key).
class Key {
 public:
  /// The least that is taken; RSA keys beyond the most would only cost time.
  static constexpr std::size_t secret_bytes_min = 32;
  static constexpr int rsa_bits_min = 2048;
  static constexpr int rsa_bits_max = 8192;

  /// The algorithm follows from the kind of the key: RSA, P-256 or Ed25519, with or without the private half. Throws
  /// std::runtime_error for any other, and for RSA of other sizes than above.
  static Key of_pair(std::string id, KeyHandle pair);
  /// Makes a key for HS256. Throws std::runtime_error if the secret is shorter than the minimum above.
  static Key of_secret(std::string id, std::string secret);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }

  /// Returns true if the other key has the same content; comparing the key ids would not be enough.
  [[nodiscard]] bool is_same(const Key& other) const;
  /// Returns true if `signature` (decoded from the token) was made with this key for `text`.
  [[nodiscard]] bool verifies(std::string_view text, std::string_view signature) const;
  /// The signature, as a token has it before it is encoded. Throws std::runtime_error without the private half.
  [[nodiscard]] std::string sign(std::string_view text) const;

 private:
  Key(std::string id, Algorithm algorithm) : id_(std::move(id)), algorithm_(algorithm) {}

  std::string id_;
  Algorithm algorithm_;
  KeyHandle pair_;
  std::string secret_;
};

/// The most keys that one file may hold.
constexpr std::size_t private_keys_max = 16;

/// The private keys in PEM (`openssl genpkey -algorithm ed25519`) that stand in a file, one behind the other: at least
/// one. The id of each is taken from its public half, so that all replicas name it alike. Throws std::runtime_error
/// that names the file.
std::vector<Key> read_private_keys(const std::string& file);

}  // namespace ledger::api
