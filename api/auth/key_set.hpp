// The keys whose tokens are believed: a JWK Set (RFC 7517), each key with its issuer.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/key.hpp"

namespace ledger::api {

/// A key is good for tokens of one issuer only, so that none of several issuers can speak for another.
struct TrustedKey {
  std::shared_ptr<const Key> key;
  std::string issuer;
};

/// By key id.
using KeySet = std::map<std::string, TrustedKey, std::less<>>;

/// Where a JWK Set is from decides what may be in it.
enum class KeySource {
  file,  ///< secrets for HS256 may be in it
  url,   ///< public keys only: a secret that is published is none
};

constexpr std::size_t key_set_bytes_max = std::size_t{256} * 1024;
constexpr std::size_t keys_in_set_max = 64;

/// What can be used of a JWK Set. `skipped` says, a line each and without any part of a key, what was left out: keys
/// for encryption, of other kinds or sizes, without `kid`, or twice the same one. Throws std::runtime_error if it is
/// no JWK Set, has too many keys, or none that can be used.
KeySet parse_key_set(std::string_view text, const std::string& issuer, KeySource source,
                     std::vector<std::string>& skipped);

}  // namespace ledger::api
