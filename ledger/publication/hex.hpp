// Hashes as people and JSON write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/event.hpp"

namespace ledger {

/// 64 lower-case hexadecimal digits.
std::string to_hex(const Hash& hash);

/// Reads what to_hex() writes; nothing for anything else.
std::optional<Hash> hash_from_hex(std::string_view text);

}  // namespace ledger
