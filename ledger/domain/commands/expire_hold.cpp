#include "ledger/domain/commands/expire_hold.hpp"

namespace ledger {

ExpireHold expiry_of(const Uid& hold) {
  return {{.uid = hold, .actor = "ledger", .service_id = std::nullopt}, std::nullopt};
}

Decision decide(const LedgerView& view, const ExpireHold& command, Moment now) {
  const auto found = find_open_hold(view, command);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Event& placed = *std::get<const Event*>(found);
  if (!is_due(placed, now)) {
    return Rejection{RejectionCode::hold_not_due, "uid", "the hold's time is not over"};
  }
  return expire(view, command, placed);
}

}  // namespace ledger
