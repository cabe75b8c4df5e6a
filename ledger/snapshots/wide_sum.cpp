#include "ledger/snapshots/wide_sum.hpp"

#include <algorithm>

namespace ledger {

std::optional<WideSum> parse_wide_sum(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  // 38 digits always fit 128 bits.
  if (text.empty() || text.size() > 38) return std::nullopt;
  WideSum sum = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') return std::nullopt;
    sum = sum * 10 + (character - '0');
  }
  return negative ? -sum : sum;
}

std::string to_string(WideSum sum) {
  // Unsigned, because the least number has no positive counterpart.
  auto magnitude = sum < 0 ? -static_cast<unsigned __int128>(sum) : static_cast<unsigned __int128>(sum);
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  if (sum < 0) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace ledger
