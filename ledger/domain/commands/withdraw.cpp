#include "ledger/domain/commands/withdraw.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const Withdraw& command, Moment now) {
  auto checked = payment_event(view, command, EventType::withdrawn, now);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return std::move(*rejection);
  auto& event = std::get<Event>(checked);
  if (auto rejection = debit(event)) return std::move(*rejection);
  return std::vector<Event>{std::move(event)};
}

FieldNames differing_fields(const RecordedTransaction& recorded, const Withdraw& command) {
  return differing_payment(recorded, command, EventType::withdrawn);
}

}  // namespace ledger
