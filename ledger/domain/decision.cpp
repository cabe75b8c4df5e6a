#include "ledger/domain/decision.hpp"

#include <string>

namespace ledger {

Checked<const Account*> find_account(const LedgerView& view, AccountId id, std::string_view field) {
  const Account* account = view.find(id);
  if (account == nullptr) {
    return Rejection{RejectionCode::account_not_found, field, "there is no account " + std::to_string(id.value)};
  }
  if (account->status == AccountStatus::closed) {
    return Rejection{RejectionCode::account_closed, field, "the account is closed"};
  }
  return account;
}

Checked<const Account*> find_open_account(const LedgerView& view, AccountId id, std::string_view field) {
  const auto found = find_account(view, id, field);
  if (const auto* account = std::get_if<const Account*>(&found);
      account != nullptr && (*account)->status == AccountStatus::frozen) {
    return Rejection{RejectionCode::account_frozen, field, "the account is frozen"};
  }
  return found;
}

Checked<MinorUnits> payment_amount(const Decimal& amount, const std::optional<Currency>& stated,
                                   const Account& account) {
  const auto code = std::string(account.currency.code());
  if (stated && *stated != account.currency) {
    return Rejection{RejectionCode::currency_mismatch, "currency", "the account's currency is " + code};
  }
  if (amount.digits <= 0) {
    return Rejection{RejectionCode::amount_not_positive, "amount", "the amount must be greater than zero"};
  }
  const auto converted = to_minor_units(amount, account.currency);
  if (const auto* minor_units = std::get_if<MinorUnits>(&converted)) return *minor_units;
  if (std::get<ScaleError>(converted) == ScaleError::too_precise) {
    return Rejection{RejectionCode::amount_too_precise, "amount",
                     code + " has " + std::to_string(account.currency.decimals()) + " decimals"};
  }
  return Rejection{RejectionCode::amount_out_of_range, "amount", "the amount is too large"};
}

Checked<Moment> effective_time(const LedgerView& view, const std::optional<Moment>& stated, Moment now) {
  const Moment effective = stated.value_or(now);
  if (effective > now + clock_tolerance) {
    return Rejection{RejectionCode::timestamp_in_future, "timestamp",
                     "a timestamp may be at most 60 s ahead of the ledger's clock, which shows " + format_moment(now)};
  }
  if (effective < view.books_closed_until()) {
    return Rejection{RejectionCode::books_closed, "timestamp",
                     "the books are closed until " + format_moment(view.books_closed_until())};
  }
  return effective;
}

std::optional<Rejection> credit(Event& event) {
  const auto balance = checked_add(event.balance, event.amount);
  if (!balance) {
    return Rejection{RejectionCode::balance_out_of_range, "amount", "the balance would be more than can be counted"};
  }
  if (*balance > event.limit) {
    return Rejection{RejectionCode::limit_exceeded, "amount",
                     "the balance may be at most " + format_amount(event.limit, event.currency)};
  }
  event.balance = *balance;
  return std::nullopt;
}

std::optional<Rejection> debit(Event& event) {
  if (event.amount > event.available()) return insufficient_funds(event);
  event.balance -= event.amount;
  return std::nullopt;
}

Rejection insufficient_funds(const Event& event) {
  return {RejectionCode::insufficient_funds, "amount",
          "insufficient funds: " + format_amount(event.available(), event.currency) + " " +
              std::string(event.currency.code()) + " available",
          Shortfall{.account = event.account,
                    .available = event.available(),
                    .currency = event.currency,
                    .missing = event.amount - event.available()}};
}

Event following_event(const Account& account, EventType type, const Uid& uid, const std::string& actor) {
  Event event;
  event.account = account.id;
  event.version = account.version.next();
  event.uid = uid;
  event.type = type;
  event.status = account.status;
  event.currency = account.currency;
  event.balance = account.balance;
  event.held = account.held;
  event.limit = account.limit;
  event.actor = actor;
  return event;
}

}  // namespace ledger
