#include "ledger/domain/commands/payment.hpp"

namespace ledger {
namespace {

/// A text whose row was erased matches any; the event's hash tells that there was one.
bool same_comment(const RecordedTransaction& recorded, const std::optional<Comment>& comment) {
  if (!comment) return true;
  if (recorded.comment) return recorded.comment->text == comment->text;
  return recorded.legs.front().text_hash.has_value();
}

/// Returns true if an event of this type is the first of a transaction that has a payment's fields.
bool moves_money_on_request(EventType type) {
  return type == EventType::deposited || type == EventType::withdrawn || type == EventType::transfer_sent ||
         type == EventType::hold_placed;
}

}  // namespace

Checked<Event> payment_event(const LedgerView& view, const Payment& payment, EventType type, Moment now) {
  const auto account = find_open_account(view, payment.account);
  if (const auto* rejection = std::get_if<Rejection>(&account)) return *rejection;
  const Account& before = *std::get<const Account*>(account);
  const auto amount = payment_amount(payment.amount, payment.currency, before);
  if (const auto* rejection = std::get_if<Rejection>(&amount)) return *rejection;
  const auto effective = effective_time(view, payment.effective, now);
  if (const auto* rejection = std::get_if<Rejection>(&effective)) return *rejection;

  Event event = following_event(before, type, payment.uid, payment.actor);
  event.amount = std::get<MinorUnits>(amount);
  event.effective = std::get<Moment>(effective);
  if (payment.comment) event.text_hash = payment.comment->hash;
  return event;
}

FieldNames differing_payment(const RecordedTransaction& recorded, const Payment& payment, EventType type) {
  const Event& event = recorded.legs.front();
  FieldNames differing;
  if (event.type != type) differing.push_back("type");
  if (!moves_money_on_request(event.type)) return differing;
  const auto amount = to_minor_units(payment.amount, event.currency);
  const auto* minor_units = std::get_if<MinorUnits>(&amount);
  if (minor_units == nullptr || *minor_units != event.amount) differing.push_back("amount");
  if (event.account != payment.account) differing.push_back("user_id");
  if (payment.currency && *payment.currency != event.currency) differing.push_back("currency");
  if (payment.effective && *payment.effective != event.effective) differing.push_back("timestamp");
  if (!same_comment(recorded, payment.comment)) differing.push_back("comment");
  return differing;
}

}  // namespace ledger
