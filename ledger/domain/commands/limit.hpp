#pragma once

#include <optional>

#include "ledger/domain/decision.hpp"

namespace ledger {

/// A stated limit, or what is to be added to one, in minor units, where negative numbers pass; no_limit if none is
/// stated. limit_invalid for what is too precise or the number that stands for no limit, amount_out_of_range for what
/// int64 does not hold.
Checked<MinorUnits> limit_in(const Currency& currency, const std::optional<Decimal>& limit);

/// For a number that is no limit.
Rejection invalid_limit();

}  // namespace ledger
