#include "api/auth/principals/record_permission.hpp"

#include <algorithm>

namespace ledger::api {

std::size_t readable_leg(const Principal& principal, const RecordedTransaction& recorded) {
  const auto& legs = recorded.legs;
  const auto found = std::find_if(legs.begin(), legs.end(),
                                  [&principal](const Event& leg) { return principal.may_read(leg.account); });
  return static_cast<std::size_t>(found - legs.begin());
}

}  // namespace ledger::api
