// JSON Web Tokens (RFC 7519), signed: taking one apart and making one.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "api/auth/tokens/claims.hpp"
#include "api/auth/tokens/key_set.hpp"

namespace ledger::api {

constexpr std::size_t token_bytes_max = 4096;

/// The token's principal, or why it is not believed. Reads nothing of the claims before the signature is found good.
std::variant<Principal, AuthError> verify_token(std::string_view token, const KeySet& keys, const TokenRules& rules,
                                                std::chrono::system_clock::time_point now);

/// A token with these claims (JSON, an object).
std::string sign_token(const Key& key, std::string_view claims);

}  // namespace ledger::api
