#include "api/auth/tokens/token.hpp"

#include <strings.h>

#include <optional>

#include "api/auth/tokens/base64url.hpp"
#include "api/json/json_tree.hpp"
#include "api/json/json_writer.hpp"

namespace ledger::api {
namespace {

/// header.claims.signature
struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  /// The first two with the point between them.
  std::string_view signed_text;
};

std::optional<Parts> split(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return Parts{.header = token.substr(0, first),
               .claims = token.substr(first + 1, second - first - 1),
               .signature = token.substr(second + 1),
               .signed_text = token.substr(0, second)};
}

/// "JWT" and "at+jwt" (RFC 9068), in any case; a token need not say it.
bool is_access_token(const JsonTree& header) {
  const auto* type = header.find("typ");
  if (type == nullptr) return true;
  if (type->kind != JsonTree::Kind::text) return false;
  for (const auto* known : {"JWT", "at+jwt", "application/at+jwt"}) {
    if (strcasecmp(type->text.c_str(), known) == 0) return true;
  }
  return false;
}

/// The key that the header names, if it may be used for what the header says.
std::variant<const TrustedKey*, AuthError> key_for(const JsonTree& header, const KeySet& keys) {
  if (header.find("crit") != nullptr) return AuthError::token_critical;
  if (!is_access_token(header)) return AuthError::token_malformed;
  const auto algorithm = header.text_member("alg");
  if (!algorithm) return AuthError::token_malformed;
  const auto id = header.text_member("kid");
  const auto found = id ? keys.find(*id) : keys.end();
  if (found == keys.end()) return AuthError::token_key_unknown;
  if (*algorithm != name_of(found->second.key->algorithm())) return AuthError::token_algorithm;
  return &found->second;
}

}  // namespace

std::variant<Principal, AuthError> verify_token(std::string_view token, const KeySet& keys, const TokenRules& rules,
                                                std::chrono::system_clock::time_point now) {
  if (token.size() > token_bytes_max) return AuthError::token_too_large;
  const auto parts = split(token);
  if (!parts) return AuthError::token_malformed;
  const auto header_text = decode_base64url(parts->header);
  const auto header = header_text ? JsonTree::parse_object(*header_text) : std::nullopt;
  const auto claims = decode_base64url(parts->claims);
  const auto signature = decode_base64url(parts->signature);
  if (!header || !claims || !signature) return AuthError::token_malformed;
  const auto found = key_for(*header, keys);
  if (const auto* error = std::get_if<AuthError>(&found)) return *error;
  const auto& trusted = *std::get<const TrustedKey*>(found);
  if (!trusted.key->verifies(parts->signed_text, *signature)) return AuthError::token_signature;
  auto read = read_claims(*claims, trusted.issuer, rules, now);
  if (auto* principal = std::get_if<Principal>(&read)) principal->token.key = trusted.key;
  return read;
}

std::string sign_token(const Key& key, std::string_view claims) {
  JsonWriter header;
  header.begin_object();
  header.member("alg", name_of(key.algorithm()));
  header.member("kid", key.id());
  header.member("typ", "JWT");
  header.end_object();
  auto token = encode_base64url(header.take()) + '.' + encode_base64url(claims);
  token += '.' + encode_base64url(key.sign(token));
  return token;
}

}  // namespace ledger::api
