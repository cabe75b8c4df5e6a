#include "ledger/domain/account.hpp"

#include <string>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

using Violation = std::optional<std::string_view>;

Violation violation_of_state(const Event& event) {
  if (event.amount < 0) return "an amount is negative";
  if (event.held < 0) return "held money is negative";
  if (event.balance < event.held) return "the available balance is negative";
  if (event.balance > event.limit) return "the balance is above the limit";
  return std::nullopt;
}

Violation violation_of_opening(const Event& event) {
  if (event.version != Version(1)) return "an account's first version is not 1";
  if (event.amount != 0 || event.balance != 0 || event.held != 0) return "an account was opened with money in it";
  if (event.status != AccountStatus::open) return "an account was not opened open";
  return std::nullopt;
}

/// Whatever the event does not say it changes stays as it was.
struct Unchanged {
  bool balance = true;
  bool held = true;
  bool limit = true;
  bool status = true;
};

Violation violation_of_rest(const Account& before, const Event& event, Unchanged rest) {
  if (rest.balance && event.balance != before.balance) return "it changed the balance";
  if (rest.held && event.held != before.held) return "it changed held money";
  if (rest.limit && event.limit != before.limit) return "it changed the limit";
  if (rest.status && event.status != before.status) return "it changed the status";
  return std::nullopt;
}

/// Money in or out: the balance moves by the amount, nothing else moves.
Violation violation_of_payment(const Account& before, const Event& event, std::optional<MinorUnits> balance) {
  if (balance != event.balance) return "the amount does not lead from one balance to the next";
  if (event.amount == 0) return "a payment of nothing";
  return violation_of_rest(before, event, {.balance = false});
}

/// Held money moves by the amount, nothing else moves.
Violation violation_of_hold(const Account& before, const Event& event, std::optional<MinorUnits> held) {
  if (held != event.held) return "the amount does not lead from one held sum to the next";
  if (event.amount == 0) return "a hold of nothing";
  return violation_of_rest(before, event, {.held = false});
}

/// The captured amount leaves; all that the hold held is held no more.
Violation violation_of_capture(const Account& before, const Event& event) {
  const auto was_held = checked_subtract(before.held, event.held);
  if (!was_held || *was_held < event.amount) return "more was captured than was held";
  if (event.amount == 0) return "a capture of nothing";
  if (checked_subtract(before.balance, event.amount) != event.balance) {
    return "the amount does not lead from one balance to the next";
  }
  return violation_of_rest(before, event, {.balance = false, .held = false});
}

Violation violation_of_status(const Account& before, const Event& event, bool is_allowed, AccountStatus after) {
  if (!is_allowed || event.status != after) return "the status cannot change so";
  if (event.amount != 0) return "a change of status has an amount";
  return violation_of_rest(before, event, {.status = false});
}

Violation violation_of_emptying(const Account& before, const Event& event) {
  if (before.balance != 0 || before.held != 0) return "there is money in the account still";
  return event.amount == 0 ? std::nullopt : Violation("it has an amount");
}

/// Returns true if only an open account takes part in events of this type. A frozen account still sees its holds end
/// and its reversals.
bool needs_open_account(EventType type) {
  switch (type) {
    case EventType::deposited:
    case EventType::withdrawn:
    case EventType::transfer_sent:
    case EventType::transfer_received:
    case EventType::hold_placed:
      return true;
    default:
      return false;
  }
}

Violation violation_of_type(const Account& before, const Event& event) {
  using enum EventType;
  switch (understood_type(event)) {
    case unknown:
      return "an unknown type";
    case account_opened:
      return "an account was opened twice";
    case deposited:
    case transfer_received:
    case reversal_credited:
      return violation_of_payment(before, event, checked_add(before.balance, event.amount));
    case withdrawn:
    case transfer_sent:
    case reversal_debited:
      return violation_of_payment(before, event, checked_subtract(before.balance, event.amount));
    case hold_placed:
      return violation_of_hold(before, event, checked_add(before.held, event.amount));
    case hold_released:
    case hold_expired:
      return violation_of_hold(before, event, checked_subtract(before.held, event.amount));
    case hold_captured:
      return violation_of_capture(before, event);
    case limit_changed:
      if (event.amount != 0) return "a change of the limit has an amount";
      return violation_of_rest(before, event, {.limit = false});
    case account_frozen:
      return violation_of_status(before, event, before.status == AccountStatus::open, AccountStatus::frozen);
    case account_unfrozen:
      return violation_of_status(before, event, before.status == AccountStatus::frozen, AccountStatus::open);
    case account_closed:
      if (const auto found = violation_of_emptying(before, event)) return found;
      return violation_of_status(before, event, before.status != AccountStatus::closed, AccountStatus::closed);
    case identity_erased:
      if (const auto found = violation_of_emptying(before, event)) return found;
      return violation_of_rest(before, event, {});
  }
  return "an unknown type";
}

Violation violation_of_business(const Account& before, const Event& event) {
  if (before.status == AccountStatus::closed && event.type != EventType::identity_erased) {
    return "the account is closed";
  }
  if (before.status != AccountStatus::open && needs_open_account(event.type)) return "the account is not open";
  return violation_of_type(before, event);
}

}  // namespace

Account state_after(const Event& event) {
  return {.id = event.account,
          .version = event.version,
          .currency = event.currency,
          .status = event.status,
          .balance = event.balance,
          .held = event.held,
          .limit = event.limit,
          .is_erased = event.type == EventType::identity_erased,
          .is_understood = is_understood(event)};
}

MinorUnits balance_change(const Event& event) {
  switch (understood_type(event)) {
    case EventType::unknown:
      return event.found_change.value_or(StateChange{}).balance;
    case EventType::deposited:
    case EventType::transfer_received:
    case EventType::reversal_credited:
      return event.amount;
    case EventType::withdrawn:
    case EventType::transfer_sent:
    case EventType::hold_captured:
    case EventType::reversal_debited:
      return -event.amount;
    default:
      return 0;
  }
}

bool tells_change(const Event& event) {
  const auto type = understood_type(event);
  return type != EventType::unknown && type != EventType::hold_captured;
}

StateChange change_between(const Event* before, const Event& event) {
  if (before == nullptr) return {.balance = event.balance, .held = event.held};
  return {.balance = event.balance - before->balance, .held = event.held - before->held};
}

StateChange state_change(const Event& event) {
  if (!tells_change(event)) {
    ensure(event.found_change.has_value(), "nobody has looked for the change by an event that does not tell it");
    return *event.found_change;
  }
  switch (event.type) {
    case EventType::hold_placed:
      return {.balance = 0, .held = event.amount};
    case EventType::hold_released:
    case EventType::hold_expired:
      return {.balance = 0, .held = -event.amount};
    default:
      return {.balance = balance_change(event), .held = 0};
  }
}

std::optional<std::string_view> violation(const std::optional<Account>& before, const Event& event) {
  if (const auto found = violation_of_state(event)) return found;
  if (!before) {
    return event.type == EventType::account_opened ? violation_of_opening(event)
                                                   : Violation("an account's first event does not open it");
  }
  if (event.account != before->id) return "the event is another account's";
  if (event.version != before->version.next()) return "a gap in the versions";
  if (event.currency != before->currency) return "the currency changed";
  return violation_of_business(*before, event);
}

Account evolve(const std::optional<Account>& before, const Event& event) {
  if (const auto found = violation(before, event)) throw InvariantViolation(std::string(*found));
  return state_after(event);
}

}  // namespace ledger
