#include "ledger/domain/commands/deposit.hpp"

namespace ledger {

Decision decide(const LedgerView& view, const Deposit& command, Moment now) {
  auto checked = payment_event(view, command, EventType::deposited, now);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return std::move(*rejection);
  auto& event = std::get<Event>(checked);

  const auto balance = checked_add(event.balance, event.amount);
  if (!balance) {
    return Rejection{RejectionCode::balance_out_of_range, "amount", "the balance would be more than can be counted"};
  }
  if (*balance > event.limit) {
    return Rejection{RejectionCode::limit_exceeded, "amount",
                     "the balance may be at most " + format_amount(event.limit, event.currency)};
  }
  event.balance = *balance;
  return std::vector<Event>{std::move(event)};
}

bool same_content(const Recorded& recorded, const Deposit& command) {
  return same_payment(recorded, command, EventType::deposited);
}

}  // namespace ledger
