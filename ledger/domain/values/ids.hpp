// Identifiers that cannot be mixed up: an account is not a position, though both are 64-bit numbers.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace ledger {

/// A whole number with a meaning. Conversion is explicit in both directions.
template <class Tag, class Representation>
struct Identifier {
  Representation value{};

  constexpr Identifier() = default;
  constexpr explicit Identifier(Representation number) : value(number) {}
  constexpr auto operator<=>(const Identifier&) const = default;

  /// The following number; versions and positions have no gaps.
  [[nodiscard]] constexpr Identifier next() const { return Identifier(static_cast<Representation>(value + 1)); }
};

/// An account: one balance in one currency. Greater than 0.
using AccountId = Identifier<struct AccountTag, std::int64_t>;
/// 1, 2, 3 … within an account, without gaps; 0 means that there is no event yet.
using Version = Identifier<struct VersionTag, std::int64_t>;
/// A journal: one totally ordered, hash-chained sequence of events. From 0.
using JournalId = Identifier<struct JournalTag, std::int16_t>;
/// 1, 2, 3 … within a journal, without gaps, in commit order; 0 stands before the first event.
using Position = Identifier<struct PositionTag, std::int64_t>;
/// An event's place within its transaction: 0 opens it, 1 is the receiving side or the closing of a hold.
using Leg = Identifier<struct LegTag, std::int16_t>;

}  // namespace ledger

template <class Tag, class Representation>
struct std::hash<ledger::Identifier<Tag, Representation>> {
  std::size_t operator()(ledger::Identifier<Tag, Representation> id) const noexcept {
    return std::hash<Representation>{}(id.value);
  }
};
