#include "api/auth/tokens/token_authenticator.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "api/auth/tokens/token.hpp"

namespace ledger::api {
namespace {

std::string fingerprint(std::string_view token) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  const bool made = EVP_Digest(token.data(), token.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                               EVP_sha256(), nullptr) == 1;
  if (!made) throw std::bad_alloc();
  return digest;
}

}  // namespace

Authentication TokenAuthenticator::authenticate(std::optional<std::string_view> bearer_token,
                                                std::chrono::system_clock::time_point now) const {
  if (!bearer_token) return AuthError::token_missing;
  if (bearer_token->size() > token_bytes_max) return AuthError::token_too_large;
  const auto keys = ring_.now();
  auto print = fingerprint(*bearer_token);
  Shelf& shelf = shelves_[static_cast<unsigned char>(print.front()) % shelves];
  {
    const std::lock_guard lock(shelf.mutex);
    if (shelf.generation != keys.generation) {
      shelf.known.clear();
      shelf.generation = keys.generation;
    }
    const auto found = shelf.known.find(print);
    if (found != shelf.known.end() && now < found->second->token.expires) return found->second;
  }
  auto authentication = verified(*bearer_token, keys, now);
  if (const auto* principal = std::get_if<PrincipalPointer>(&authentication)) {
    const std::lock_guard lock(shelf.mutex);
    // All at once is as good as the oldest first: what is still in use is back after one verification.
    if (shelf.known.size() >= known_max) shelf.known.clear();
    if (shelf.generation == keys.generation) shelf.known.insert_or_assign(std::move(print), *principal);
  }
  return authentication;
}

Authentication TokenAuthenticator::verified(std::string_view token, const KeysNow& keys,
                                            std::chrono::system_clock::time_point now) const {
  auto principal = verify_token(token, *keys.keys, rules_, now);
  if (const auto* error = std::get_if<AuthError>(&principal)) {
    if (*error != AuthError::token_key_unknown) return *error;
    ring_.want_refresh();
    return keys.incomplete ? AuthError::keys_unavailable : *error;
  }
  return std::make_shared<const Principal>(std::move(std::get<Principal>(principal)));
}

std::optional<AuthError> TokenAuthenticator::lapse(const TokenLife& token,
                                                   std::chrono::system_clock::time_point now) const {
  if (now >= token.expires) return AuthError::token_expired;
  if (token.key == nullptr) return std::nullopt;
  // A new key may have the name of one that leaked.
  const auto now_trusted = ring_.now().keys;
  const auto found = now_trusted->find(token.key->id());
  if (found == now_trusted->end() || !found->second.key->is_same(*token.key)) return AuthError::token_key_unknown;
  return std::nullopt;
}

}  // namespace ledger::api
