#include "ledger/domain/account.hpp"

#include <string>

#include "ledger/domain/invariant.hpp"

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

/// Money in or out: the balance moves by the amount, nothing else moves.
Violation violation_of_payment(const Account& before, const Event& event, std::optional<MinorUnits> balance) {
  if (balance != event.balance) return "the amount does not lead from one balance to the next";
  if (event.amount == 0) return "a payment of nothing";
  if (event.held != before.held) return "a payment changed held money";
  if (event.limit != before.limit) return "a payment changed the limit";
  if (event.status != before.status) return "a payment changed the status";
  return std::nullopt;
}

Violation violation_of_type(const Account& before, const Event& event) {
  switch (event.type) {
    case EventType::account_opened:
      return "an account was opened twice";
    case EventType::deposited:
      return violation_of_payment(before, event, checked_add(before.balance, event.amount));
    case EventType::withdrawn:
      return violation_of_payment(before, event, checked_subtract(before.balance, event.amount));
  }
  return "an unknown type";
}

}  // namespace

Account state_after(const Event& event) {
  return {.id = event.account,
          .version = event.version,
          .currency = event.currency,
          .status = event.status,
          .balance = event.balance,
          .held = event.held,
          .limit = event.limit};
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
  return violation_of_type(*before, event);
}

Account evolve(const std::optional<Account>& before, const Event& event) {
  if (const auto found = violation(before, event)) throw InvariantViolation(std::string(*found));
  return state_after(event);
}

}  // namespace ledger
