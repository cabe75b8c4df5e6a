#include "ledger/domain/values/money.hpp"

#include <algorithm>

namespace ledger {
namespace {

// 10^18 is the greatest power of ten in int64.
constexpr int decimals_max = 18;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// value·10 + digit away from zero; false where it does not fit.
bool append_digit(std::int64_t& value, int digit, bool negative) {
  return !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
         !__builtin_add_overflow(value, negative ? -digit : digit, &value);
}

/// The decimals without the zeros at their end, which say nothing; the text is digits with at most one point.
std::string_view without_last_zeros(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return text;
  text = text.substr(0, text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<MinorUnits> checked_add(MinorUnits left, MinorUnits right) {
  MinorUnits sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) return std::nullopt;
  return sum;
}

std::optional<MinorUnits> checked_subtract(MinorUnits left, MinorUnits right) {
  MinorUnits difference = 0;
  if (__builtin_sub_overflow(left, right, &difference)) return std::nullopt;
  return difference;
}

std::variant<Decimal, DecimalError> parse_decimal(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return DecimalError::malformed;

  const bool well_formed = std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; }) &&
                           std::count(text.begin(), text.end(), '.') <= 1;
  if (!well_formed) return DecimalError::malformed;

  Decimal decimal;
  bool behind_point = false;
  for (const char character : without_last_zeros(text)) {
    if (character == '.') {
      behind_point = true;
      continue;
    }
    if (behind_point && ++decimal.decimals > decimals_max) return DecimalError::out_of_range;
    if (!append_digit(decimal.digits, character - '0', negative)) return DecimalError::out_of_range;
  }
  return decimal;
}

std::variant<MinorUnits, ScaleError> to_minor_units(const Decimal& decimal, const Currency& currency) {
  if (decimal.decimals > currency.decimals()) return ScaleError::too_precise;
  MinorUnits amount = decimal.digits;
  for (int missing = currency.decimals() - decimal.decimals; missing > 0; --missing) {
    if (__builtin_mul_overflow(amount, MinorUnits{10}, &amount)) return ScaleError::out_of_range;
  }
  return amount;
}

std::string format_amount(WideSum sum, const Currency& currency) {
  const bool negative = sum < 0;
  // The magnitude is unsigned, because the least number has no positive counterpart.
  auto magnitude = negative ? -static_cast<unsigned __int128>(sum) : static_cast<unsigned __int128>(sum);
  std::string reversed;
  const auto decimals = static_cast<std::size_t>(currency.decimals());
  while (magnitude != 0 || reversed.size() <= decimals) {
    reversed.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  }
  if (decimals > 0) reversed.insert(reversed.begin() + static_cast<std::ptrdiff_t>(decimals), '.');
  if (negative) reversed.push_back('-');
  return {reversed.rbegin(), reversed.rend()};
}

std::string format_amount(MinorUnits amount, const Currency& currency) {
  return format_amount(static_cast<WideSum>(amount), currency);
}

}  // namespace ledger
