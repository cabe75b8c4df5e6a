// The bytes of an event that the hash chain covers. Documented in schemas/canonical.md; they can never change.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger {

/// The only format so far. Another one gets another first byte; this one is read for ever.
constexpr std::uint8_t canonical_format = 1;

/// Appends the event's canonical bytes: the format byte, then every field but the hash in fixed order; integers
/// big-endian in two's complement, strings and the text hash behind a four-byte length, times as int64 microseconds.
void append_canonical_bytes(const Event& event, std::vector<std::uint8_t>& bytes);

}  // namespace ledger
