// An identity as a line of JSON, as `ledgerctl identities` writes and reads it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/directory/lost_identities.hpp"

namespace ledger {

/// Longest line that is read, in bytes.
constexpr std::size_t identity_line_bytes_max = std::size_t{16} * 1024;

/// {"account_id":17,"salt":"…","name":"Ann","external_id":null,"login":null,"password_hash":null}, without an end of
/// line. The salt is hexadecimal.
std::string to_json_line(const KeptIdentity& identity);

/// Reads such a line; salt, external_id, login and password_hash may be missing or null. Else what is wrong with it,
/// without a word of what it says.
std::variant<KeptIdentity, std::string> parse_identity_line(std::string_view line);

}  // namespace ledger
