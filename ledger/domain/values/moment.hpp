// Points in time, to the microsecond, and the ways they are written (ISO 8601 as profiled by RFC 3339, and shorter).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// Microseconds since 1970-01-01T00:00:00 UTC, without leap seconds.
using Moment = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// The count that is stored and hashed.
constexpr std::int64_t microseconds_since_epoch(Moment moment) { return moment.time_since_epoch().count(); }
constexpr Moment moment_from_microseconds(std::int64_t count) { return Moment(std::chrono::microseconds(count)); }

/// Reads `2022-05-05`, `2022-05-05T00:00`, `…:30`, `…:30.5`, each with a time followed by nothing (UTC), `Z` or an
/// offset `+03:00`; a blank may stand for `T`. A plain date is its first instant in UTC. Fraction digits beyond
/// microseconds are cut. Years 1970 to 9999, in UTC too; nothing for anything
/// else.
std::optional<Moment> parse_moment(std::string_view text);

/// `2022-05-05T00:00:00.000000Z`: always six fraction digits, so that texts sort like the moments.
std::string format_moment(Moment moment);

}  // namespace ledger
