#include "ledger/publication/hex.hpp"

namespace ledger {
namespace {

constexpr char digits[] = "0123456789abcdef";

std::optional<unsigned> digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::string to_hex(const Hash& hash) {
  std::string text(2 * hash.size(), '0');
  std::size_t index = 0;
  for (const auto byte : hash) {
    text[index++] = digits[byte >> 4U];
    text[index++] = digits[byte & 0x0FU];
  }
  return text;
}

std::optional<Hash> hash_from_hex(std::string_view text) {
  Hash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t index = 0; index < hash.size(); ++index) {
    const auto high = digit_value(text[2 * index]);
    const auto low = digit_value(text[2 * index + 1]);
    if (!high || !low) return std::nullopt;
    hash[index] = static_cast<std::uint8_t>(*high << 4U | *low);
  }
  return hash;
}

}  // namespace ledger
