#include "ledger/domain/commands/place_hold.hpp"

#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const PlaceHold& command, Moment now) {
  ensure(command.timeout >= hold_timeout_min && command.timeout <= hold_timeout_max, "a hold's time is bounded");
  ensure(!command.effective, "a hold is effective when it is recorded");
  auto checked = payment_event(view, command, EventType::hold_placed, now);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return std::move(*rejection);
  auto& event = std::get<Event>(checked);
  if (event.amount > event.available()) return insufficient_funds(event);
  event.held += event.amount;
  event.details = details_of(HoldTerms{.service_id = command.service_id, .expires = now + command.timeout});
  return std::vector<Event>{std::move(event)};
}

FieldNames differing_fields(const RecordedTransaction& recorded, const PlaceHold& command) {
  auto differing = differing_payment(recorded, command, EventType::hold_placed);
  const Event& placed = recorded.legs.front();
  if (placed.type != EventType::hold_placed) return differing;
  const HoldTerms terms = hold_terms(placed);
  if (terms.service_id != command.service_id) differing.push_back("service_id");
  if (terms.expires != placed.recorded + command.timeout) differing.push_back("timeout_seconds");
  return differing;
}

}  // namespace ledger
