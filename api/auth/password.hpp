// Passwords: argon2id (RFC 9106).
#pragma once

#include <string>
#include <string_view>

namespace ledger::api {

constexpr std::size_t password_bytes_min = 8;
constexpr std::size_t password_bytes_max = 256;

/// The hash of a password with a fresh salt and its costs, in argon2's own text form. Takes about 20 ms of one
/// processor and 19 MiB: not for event loops.
std::string hash_password(std::string_view password);

/// Returns true if the hash was made from this password, and false if the text is no valid hash. Costs as much as
/// hashing.
bool verify_password(std::string_view password, const std::string& hash);

/// Returns a hash of the same cost that no password matches. Verify against it if there is no login, so that the time
/// taken does not reveal this.
const std::string& unmatchable_hash();

}  // namespace ledger::api
