#include "api/rest/resources/history_cursor.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace ledger::api {
namespace {

// Written in hexadecimal, so that nobody takes it for a page number or a version to count with.
constexpr int base = 16;
constexpr char ascending_mark = 'u';
constexpr char descending_mark = 'd';

}  // namespace

std::string to_string(const HistoryCursor& cursor) {
  std::array<char, 17> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), cursor.after.value, base);
  return (cursor.descending ? descending_mark : ascending_mark) + std::string(digits.data(), end);
}

std::optional<HistoryCursor> parse_history_cursor(std::string_view text) {
  if (text.size() < 2 || (text.front() != ascending_mark && text.front() != descending_mark)) return std::nullopt;
  std::int64_t version = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data() + 1, last, version, base);
  if (error != std::errc{} || end != last || version <= 0) return std::nullopt;
  return HistoryCursor{.after = Version(version), .descending = text.front() == descending_mark};
}

}  // namespace ledger::api
