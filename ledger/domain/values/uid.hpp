// The client-chosen name of a transaction: a UUID (RFC 9562).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// 16 bytes in network order. The nil UUID means "none" and is never a transaction's.
struct Uid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uid&) const = default;
  [[nodiscard]] bool is_nil() const { return *this == Uid{}; }
};

/// Returns true if the uid is of version 8 (RFC 9562), as are those that the ledger makes from a name. Clients may not
/// choose one, lest they take in advance the uid of somebody else's transaction.
constexpr bool is_reserved(const Uid& uid) {
  constexpr std::uint8_t version = 0x80;
  constexpr std::uint8_t variant = 0x80;
  return (uid.bytes[6] & 0xF0U) == version && (uid.bytes[8] & 0xC0U) == variant;
}

/// Reads the canonical form 8-4-4-4-12, upper or lower case; nothing else, and not the nil UUID.
std::optional<Uid> parse_uid(std::string_view text);

/// Canonical form in lower case.
std::string to_string(const Uid& uid);

}  // namespace ledger

template <>
struct std::hash<ledger::Uid> {
  std::size_t operator()(const ledger::Uid& uid) const noexcept {
    // Clients choose uids, so both halves are mixed: a time-ordered UUID differs mostly in one of them.
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, uid.bytes.data(), sizeof high);
    std::memcpy(&low, uid.bytes.data() + sizeof high, sizeof low);
    return static_cast<std::size_t>((high ^ (low * 0x9E3779B97F4A7C15ULL)) * 0xBF58476D1CE4E5B9ULL);
  }
};
