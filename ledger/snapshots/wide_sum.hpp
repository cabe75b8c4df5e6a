// 128-bit sums in PostgreSQL's text form of numeric.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/values/money.hpp"

namespace ledger {

/// A whole number as PostgreSQL writes a numeric; nothing for anything else, or for more than 38 digits.
std::optional<WideSum> parse_wide_sum(std::string_view text);

/// The number in decimal digits.
std::string to_string(WideSum sum);

}  // namespace ledger
