#include "api/auth/tokens/base64url.hpp"

#include <array>
#include <cstdint>

namespace ledger::api {
namespace {

constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned digit_bits = 6;
constexpr unsigned byte_bits = 8;
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_digit);
  for (std::size_t value = 0; value < base64url_digits.size(); ++value) {
    values[static_cast<unsigned char>(base64url_digits[value])] = static_cast<std::uint8_t>(value);
  }
  return values;
}
constexpr auto values = make_values();

}  // namespace

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * byte_bits + digit_bits - 1) / digit_bits);
  std::uint32_t window = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    window = (window << byte_bits) | static_cast<unsigned char>(byte);
    bits += byte_bits;
    while (bits >= digit_bits) {
      bits -= digit_bits;
      text += base64url_digits[(window >> bits) & 0x3F];
    }
  }
  if (bits > 0) text += base64url_digits[(window << (digit_bits - bits)) & 0x3F];
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  // One digit alone does not make a byte.
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * digit_bits / byte_bits);
  std::uint32_t window = 0;
  unsigned bits = 0;
  for (const char character : text) {
    const auto value = values[static_cast<unsigned char>(character)];
    if (value == no_digit) return std::nullopt;
    window = (window << digit_bits) | value;
    bits += digit_bits;
    if (bits < byte_bits) continue;
    bits -= byte_bits;
    bytes += static_cast<char>(static_cast<unsigned char>(window >> bits));
  }
  const bool has_stray_bits = (window & ((1U << bits) - 1U)) != 0;
  if (has_stray_bits) return std::nullopt;
  return bytes;
}

}  // namespace ledger::api
