// Amounts: whole numbers of minor units, and the decimal text that people write. Never a float.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/domain/values/currency.hpp"

namespace ledger {

/// A number of a currency's smallest units, such as cents.
using MinorUnits = std::int64_t;

/// The limit of an account that has none: no int64 is above it.
constexpr MinorUnits no_limit = std::numeric_limits<MinorUnits>::max();

/// Sums over many events or accounts do not fit 64 bits. (`__int128` is GCC's and Clang's; -Wpedantic is not in use.)
using WideSum = __int128;

/// left + right, or nothing where it does not fit.
std::optional<MinorUnits> checked_add(MinorUnits left, MinorUnits right);
/// left − right, or nothing where it does not fit.
std::optional<MinorUnits> checked_subtract(MinorUnits left, MinorUnits right);

/// A decimal number before a currency is known, exactly: "100.50" is 1005 with 1 decimal. Zeros at the end of the
/// decimals say nothing, so "100.000" is an amount of every currency.
struct Decimal {
  std::int64_t digits = 0;
  int decimals = 0;
  bool operator==(const Decimal&) const = default;
};

/// The reason why a text is no amount.
enum class DecimalError {
  malformed,     ///< not digits with at most one point between them
  out_of_range,  ///< more than int64 holds, or more than 18 decimals up to the last that is not zero
};

/// Reads `-?digits[.digits]`, digit by digit: no exponent, no sign '+', no blanks, at least one digit on either side
/// of the point.
std::variant<Decimal, DecimalError> parse_decimal(std::string_view text);

/// The reason why a decimal is no amount of a currency.
enum class ScaleError {
  too_precise,   ///< more decimals than the currency has
  out_of_range,  ///< more minor units than int64 holds
};

/// The decimal in minor units of the currency.
std::variant<MinorUnits, ScaleError> to_minor_units(const Decimal& decimal, const Currency& currency);

/// "1234.50": minor units written in the currency's units with all its decimals.
std::string format_amount(MinorUnits amount, const Currency& currency);

/// Writes a sum in minor units in the same way.
std::string format_amount(WideSum sum, const Currency& currency);

}  // namespace ledger
