#include "ledger/domain/commands/reverse_transaction.hpp"

#include "ledger/domain/details.hpp"

namespace ledger {
namespace {

/// Returns the type of the event that undoes a leg of this type; nothing if there is nothing to undo, or if the leg is
/// itself a reversal's.
std::optional<EventType> opposite(EventType type) {
  using enum EventType;
  switch (type) {
    case deposited:
    case transfer_received:
      return reversal_debited;
    case withdrawn:
    case transfer_sent:
    case hold_captured:
      return reversal_credited;
    default:
      return std::nullopt;
  }
}

Checked<Event> reversal_of(const LedgerView& view, const ReverseTransaction& command, const Event& leg, EventType type,
                           Moment now) {
  const auto found = find_account(view, leg.account);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  Event event = following_event(*std::get<const Account*>(found), type, command.uid, command.actor);
  event.amount = leg.amount;
  event.effective = now;
  event.details = details_of(LegReference{.uid = leg.uid, .leg = leg.leg});
  auto rejection = type == EventType::reversal_credited ? credit(event) : debit(event);
  if (rejection) return std::move(*rejection);
  return event;
}

}  // namespace

Decision decide(const LedgerView& view, const ReverseTransaction& command, Moment now) {
  const RecordedTransaction* reversed = view.recorded(command.reverses);
  if (reversed == nullptr) {
    return Rejection{RejectionCode::transaction_not_found, "uid", "there is no such transaction"};
  }
  if (view.reversed_by(command.reverses)) {
    return Rejection{RejectionCode::already_reversed, "uid", "the transaction has been reversed already"};
  }
  std::vector<Event> legs;
  for (const auto& leg : reversed->legs) {
    const auto type = opposite(leg.type);
    if (!type) continue;
    auto event = reversal_of(view, command, leg, *type, now);
    if (auto* rejection = std::get_if<Rejection>(&event)) return std::move(*rejection);
    std::get<Event>(event).leg = Leg(static_cast<std::int16_t>(legs.size()));
    legs.push_back(std::move(std::get<Event>(event)));
  }
  if (legs.empty()) {
    return Rejection{RejectionCode::not_reversible, "uid",
                     "only a deposit, a withdrawal, a transfer or a confirmed hold can be reversed"};
  }
  return legs;
}

FieldNames differing_fields(const RecordedTransaction& recorded, const ReverseTransaction& command) {
  const Event& event = recorded.legs.front();
  if (!is_reversal(event.type)) return {"type"};
  return reversed_leg(event).uid == command.reverses ? FieldNames{} : FieldNames{"reverses"};
}

}  // namespace ledger
