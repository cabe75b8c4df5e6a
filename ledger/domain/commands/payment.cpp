#include "ledger/domain/commands/payment.hpp"

namespace ledger {
namespace {

/// A text whose row was erased matches any; the event's hash tells that there was one.
bool same_comment(const Recorded& recorded, const std::optional<Comment>& comment) {
  if (!comment) return true;
  if (recorded.comment) return recorded.comment->text == comment->text;
  return recorded.legs.front().text_hash.has_value();
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

bool same_payment(const Recorded& recorded, const Payment& payment, EventType type) {
  const Event& event = recorded.legs.front();
  if (event.type != type || event.account != payment.account) return false;
  const auto amount = to_minor_units(payment.amount, event.currency);
  const auto* minor_units = std::get_if<MinorUnits>(&amount);
  return minor_units != nullptr && *minor_units == event.amount &&
         (!payment.currency || *payment.currency == event.currency) &&
         (!payment.effective || *payment.effective == event.effective) && same_comment(recorded, payment.comment);
}

}  // namespace ledger
