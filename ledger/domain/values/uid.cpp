#include "ledger/domain/values/uid.hpp"

namespace ledger {
namespace {

constexpr std::size_t text_length = 36;

constexpr bool is_dash_place(std::size_t index) { return index == 8 || index == 13 || index == 18 || index == 23; }

std::optional<std::uint8_t> hex_digit(char character) {
  if (character >= '0' && character <= '9') return static_cast<std::uint8_t>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<std::uint8_t>(character - 'a' + 10);
  if (character >= 'A' && character <= 'F') return static_cast<std::uint8_t>(character - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<Uid> parse_uid(std::string_view text) {
  if (text.size() != text_length) return std::nullopt;
  Uid uid;
  std::size_t digits = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (is_dash_place(index)) {
      if (text[index] != '-') return std::nullopt;
      continue;
    }
    const auto digit = hex_digit(text[index]);
    if (!digit) return std::nullopt;
    auto& byte = uid.bytes[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4U) | *digit);
    ++digits;
  }
  if (uid.is_nil()) return std::nullopt;
  return uid;
}

std::string to_string(const Uid& uid) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(text_length, '-');
  std::size_t index = 0;
  for (const auto byte : uid.bytes) {
    if (is_dash_place(index)) ++index;
    text[index++] = digits[byte >> 4U];
    text[index++] = digits[byte & 0x0FU];
  }
  return text;
}

}  // namespace ledger
