#include "ledger/domain/commands/place_hold.hpp"

#include "ledger/domain/details.hpp"
#include "ledger/domain/invariant.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const PlaceHold& command, Moment now) {
  must_hold(command.timeout >= hold_timeout_min && command.timeout <= hold_timeout_max, "a hold's time is bounded");
  must_hold(!command.effective, "a hold is effective when it is recorded");
  auto checked = payment_event(view, command, EventType::hold_placed, now);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return std::move(*rejection);
  auto& event = std::get<Event>(checked);
  if (event.amount > event.available()) return insufficient_funds(event);
  event.held += event.amount;
  event.details = details_of(HoldTerms{.service_id = command.service_id, .expires = now + command.timeout});
  return std::vector<Event>{std::move(event)};
}

bool same_content(const Recorded& recorded, const PlaceHold& command) {
  if (!same_payment(recorded, command, EventType::hold_placed)) return false;
  const Event& placed = recorded.legs.front();
  const HoldTerms terms = hold_terms(placed);
  return terms.service_id == command.service_id && terms.expires == placed.recorded + command.timeout;
}

}  // namespace ledger
