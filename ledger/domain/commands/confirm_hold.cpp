#include "ledger/domain/commands/confirm_hold.hpp"

namespace ledger {

bool matches_request(const ConfirmHold& command, const RecordedTransaction& hold) {
  if (hold_status(hold) != HoldStatus::confirmed) return false;
  const Event& captured = hold.legs.back();
  if (!command.amount) return captured.amount == hold.legs.front().amount;
  const auto amount = to_minor_units(*command.amount, captured.currency);
  return std::holds_alternative<MinorUnits>(amount) && std::get<MinorUnits>(amount) == captured.amount;
}

Decision decide(const LedgerView& view, const ConfirmHold& command, Moment now) {
  const auto found = find_open_hold(view, command);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Event& placed = *std::get<const Event*>(found);
  // Before anything else: the answer must not depend on whether the expiry has been recorded already.
  if (is_due(placed, now)) return expire(view, command, placed);

  const Account& account = *view.find(placed.account);
  MinorUnits amount = placed.amount;
  if (command.amount) {
    const auto checked = payment_amount(*command.amount, std::nullopt, account);
    if (const auto* rejection = std::get_if<Rejection>(&checked)) return *rejection;
    amount = std::get<MinorUnits>(checked);
  }
  if (amount > placed.amount) {
    return Rejection{RejectionCode::amount_above_hold, "amount",
                     "the hold is of " + format_amount(placed.amount, placed.currency)};
  }

  Event event = following_event(account, EventType::hold_captured, command.uid, command.actor);
  event.leg = Leg(1);
  event.amount = amount;
  event.balance -= amount;
  event.held -= placed.amount;
  event.effective = now;
  return std::vector<Event>{std::move(event)};
}

}  // namespace ledger
