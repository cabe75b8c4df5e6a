#include "ledger/domain/decision.hpp"

#include <string>

namespace ledger {

Checked<const Account*> find_open_account(const LedgerView& view, AccountId id) {
  const Account* account = view.find(id);
  if (account == nullptr) {
    return Rejection{RejectionCode::account_not_found, "user_id", "there is no account " + std::to_string(id.value)};
  }
  switch (account->status) {
    case AccountStatus::open:
      return account;
    case AccountStatus::frozen:
      return Rejection{RejectionCode::account_frozen, "user_id", "the account is frozen"};
    case AccountStatus::closed:
      return Rejection{RejectionCode::account_closed, "user_id", "the account is closed"};
  }
  __builtin_unreachable();
}

Checked<MinorUnits> payment_amount(const Decimal& amount, const std::optional<Currency>& stated,
                                   const Account& account) {
  const auto code = std::string(account.currency.code());
  if (stated && *stated != account.currency) {
    return Rejection{RejectionCode::currency_mismatch, "currency", "the account's currency is " + code};
  }
  if (amount.digits <= 0) {
    return Rejection{RejectionCode::amount_not_positive, "amount", "an amount is greater than zero"};
  }
  const auto converted = to_minor_units(amount, account.currency);
  if (const auto* minor_units = std::get_if<MinorUnits>(&converted)) return *minor_units;
  if (std::get<ScaleError>(converted) == ScaleError::too_precise) {
    return Rejection{RejectionCode::amount_too_precise, "amount",
                     code + " has " + std::to_string(account.currency.decimals()) + " decimals"};
  }
  return Rejection{RejectionCode::amount_out_of_range, "amount", "the amount is too large"};
}

Checked<Moment> effective_time(const std::optional<Moment>& stated, Moment now) {
  if (!stated) return now;
  if (*stated > now + clock_tolerance) {
    return Rejection{RejectionCode::timestamp_in_future, "timestamp",
                     "a timestamp may be at most 60 s ahead of the ledger's clock, which shows " + format_moment(now)};
  }
  return *stated;
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
