#include "ledger/domain/commands/deposit.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const Deposit& command, Moment now) {
  auto checked = payment_event(view, command, EventType::deposited, now);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return std::move(*rejection);
  auto& event = std::get<Event>(checked);
  if (auto rejection = credit(event)) return std::move(*rejection);
  return std::vector<Event>{std::move(event)};
}

FieldNames differing_fields(const RecordedTransaction& recorded, const Deposit& command) {
  return differing_payment(recorded, command, EventType::deposited);
}

}  // namespace ledger
