// Uids for what others name in their own way.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "ledger/domain/values/uid.hpp"

namespace ledger {

/// 16 random bytes, drawn once for one purpose, so that names of two purposes never come to the same uid.
using NameSpace = std::array<std::uint8_t, 16>;

/// A UUID of version 8 (RFC 9562, section 5.8): the beginning of the SHA-256 of name space and name. Nobody can choose
/// a uid of this version, so nobody can have recorded something under it in advance. It stands in events for ever, so
/// the rule cannot change.
Uid uid_of_name(const NameSpace& name_space, std::span<const std::uint8_t> name);

}  // namespace ledger
