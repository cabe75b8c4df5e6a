#include "ledger/domain/commands/cancel_hold.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const CancelHold& command, Moment now) {
  const auto found = find_open_hold(view, command);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Event& placed = *std::get<const Event*>(found);
  if (is_due(placed, now)) return expire(view, command, placed);
  return release(view, command, placed, EventType::hold_released, now);
}

}  // namespace ledger
