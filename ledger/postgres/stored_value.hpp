// Checks of stored values. This program wrote the tables, so an impossible value is a broken promise, not an expected
// outcome.
#pragma once

#include <optional>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {

/// The value; throws with `what` if what was stored means none.
template <class Value>
Value require_stored(std::optional<Value> value, const char* what) {
  ensure(value.has_value(), what);
  return *value;
}

}  // namespace ledger
