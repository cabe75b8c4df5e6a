// The keys whose tokens are believed: a JWK Set (RFC 7517), each key with its issuer.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/tokens/key.hpp"

namespace ledger::api {

/// A key is good for tokens of one issuer only, so that none of several issuers can speak for another.
struct TrustedKey {
  std::shared_ptr<const Key> key;
  std::string issuer;
};

/// The keys by their ids.
using KeySet = std::map<std::string, TrustedKey, std::less<>>;

/// The source of a JWK Set decides which keys it may contain.
enum class KeySource {
  file,  ///< secrets for HS256 may be in it
  url,   ///< public keys only: a secret that is published is none
};

constexpr std::size_t key_set_bytes_max = std::size_t{256} * 1024;
constexpr std::size_t keys_in_set_max = 64;

/// Returns the usable keys of a JWK Set. Adds a line to `skipped` for each key that is left out, without any part of
/// the key: keys for encryption, keys of other kinds or sizes, and keys whose `kid` is missing or repeated. Throws
/// std::runtime_error if the text is no JWK Set, has too many keys or has no usable key.
KeySet parse_key_set(std::string_view text, const std::string& issuer, KeySource source,
                     std::vector<std::string>& skipped);

}  // namespace ledger::api
