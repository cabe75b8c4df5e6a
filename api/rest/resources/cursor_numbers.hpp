// Opaque cursors consist of a letter for the kind, then numbers.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::api {

/// Numbers are hexadecimal, so that clients do not take them for counters, and joined by '.'.
constexpr int cursor_base = 16;
constexpr char cursor_separator = '.';

inline std::string cursor_text(char kind, std::initializer_list<std::int64_t> numbers) {
  std::string text(1, kind);
  for (const auto number : numbers) {
    if (text.size() > 1) text += cursor_separator;
    std::array<char, 17> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, cursor_base);
    text.append(digits.data(), end);
  }
  return text;
}

/// The numbers, none of them negative; nothing for a text that cursor_text() did not make for this kind and count.
template <std::size_t count>
std::optional<std::array<std::int64_t, count>> parse_cursor(char kind, std::string_view text) {
  if (text.empty() || text.front() != kind) return std::nullopt;
  std::array<std::int64_t, count> numbers{};
  const auto* begin = text.data() + 1;
  const auto* const last = text.data() + text.size();
  for (std::size_t index = 0; index < count; ++index) {
    const auto [end, error] = std::from_chars(begin, last, numbers[index], cursor_base);
    if (error != std::errc{} || numbers[index] < 0) return std::nullopt;
    const bool is_last = index + 1 == count;
    if (is_last ? end != last : end == last || *end != cursor_separator) return std::nullopt;
    begin = end + (is_last ? 0 : 1);
  }
  return numbers;
}

}  // namespace ledger::api
