#include "ledger/domain/commands/transfer.hpp"

#include "ledger/domain/details.hpp"

namespace ledger {
namespace {

/// The receiver's side, or why it cannot be. Only a sender with the money learns even that: who has none could measure
/// the receiver's limit and balance by asking for ever other amounts.
Checked<Event> received_event(const LedgerView& view, const Transfer& transfer, const Event& sent) {
  const auto found = find_open_account(view, transfer.to, "to_user_id");
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Account& receiver = *std::get<const Account*>(found);
  if (receiver.currency != sent.currency) {
    return Rejection{RejectionCode::currency_mismatch, "to_user_id", "the receiver's account has another currency"};
  }
  Event event = following_event(receiver, EventType::transfer_received, transfer.uid, transfer.actor);
  event.leg = Leg(1);
  event.amount = sent.amount;
  event.effective = sent.effective;
  event.details = details_of_counterparty(sent.account);
  if (const auto rejection = credit(event)) {
    return Rejection{rejection->code, "to_user_id", "the receiver's account cannot take this amount"};
  }
  return event;
}

}  // namespace

Decision decide(const LedgerView& view, const Transfer& command, Moment now) {
  if (command.account == command.to) {
    return Rejection{RejectionCode::same_account, "to_user_id", "a transfer needs two different accounts"};
  }
  auto checked = payment_event(view, command, EventType::transfer_sent, now);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return std::move(*rejection);
  auto& sent = std::get<Event>(checked);
  sent.details = details_of_counterparty(command.to);
  if (auto rejection = debit(sent)) return std::move(*rejection);
  auto received = received_event(view, command, sent);
  if (auto* rejection = std::get_if<Rejection>(&received)) return std::move(*rejection);
  return std::vector<Event>{std::move(sent), std::move(std::get<Event>(received))};
}

FieldNames differing_fields(const RecordedTransaction& recorded, const Transfer& command) {
  auto differing = differing_payment(recorded, command, EventType::transfer_sent);
  const Event& sent = recorded.legs.front();
  if (sent.type == EventType::transfer_sent && counterparty(sent) != command.to) differing.push_back("to_user_id");
  return differing;
}

}  // namespace ledger
