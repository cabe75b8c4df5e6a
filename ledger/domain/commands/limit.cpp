#include "ledger/domain/commands/limit.hpp"

namespace ledger {

Checked<MinorUnits> limit_in(const Currency& currency, const std::optional<Decimal>& limit) {
  if (!limit) return no_limit;
  const auto converted = to_minor_units(*limit, currency);
  const auto* error = std::get_if<ScaleError>(&converted);
  if (error != nullptr && *error == ScaleError::out_of_range) {
    return Rejection{RejectionCode::amount_out_of_range, "limit", "the limit is too large"};
  }
  if (error != nullptr || std::get<MinorUnits>(converted) == no_limit) return invalid_limit();
  return std::get<MinorUnits>(converted);
}

Rejection invalid_limit() {
  return {RejectionCode::limit_invalid, "limit",
          "a limit is zero or more, with no more decimals than the currency has"};
}

}  // namespace ledger
