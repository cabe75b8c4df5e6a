#include "api/dialects/balance.hpp"

#include "api/dialects/dialect_account.hpp"
#include "api/dialects/name_based_uid.hpp"
#include "api/services/reads/external_accounts.hpp"
#include "api/services/reads/transaction_view.hpp"
#include "api/services/submit.hpp"
#include "ledger/crypto/random_uid.hpp"

namespace ledger::api::balance {
namespace {

/// The account's number and currency, whose decimals say how much a minor unit is.
struct Known {
  AccountId account;
  Currency currency;
};

Known known_of(const Event& last) { return {.account = last.account, .currency = last.currency}; }

/// Returns the refusal of an account that was never written to: it has nothing, and may have nothing. A refused command
/// opens none.
Rejection refused_unopened(const AppContext& services, RejectionCode code, std::string_view field) {
  const auto nothing = format_amount(MinorUnits{0}, services.default_currency);
  switch (code) {
    case RejectionCode::limit_exceeded:
      return {code, field, "the balance may be at most " + nothing};
    case RejectionCode::insufficient_funds:
      return {code, field, "available are " + nothing};
    case RejectionCode::limit_invalid:
      return {code, field, "a limit is zero or more"};
    default:
      return {code, field, "an amount is greater than zero"};
  }
}

Decimal in_units(MinorUnits amount, const Currency& currency) {
  return {.digits = amount, .decimals = currency.decimals()};
}

Command payment_of(const Known& known, const Call& call, MinorUnits delta, const Uid& uid) {
  Payment payment;
  payment.uid = uid;
  payment.actor = call.actor;
  payment.account = known.account;
  payment.amount = in_units(delta < 0 ? -delta : delta, known.currency);
  if (delta < 0) return Withdraw{std::move(payment)};
  return Deposit{std::move(payment)};
}

bool is_reused(const Outcome& outcome) {
  const auto* rejection = std::get_if<Rejection>(&outcome);
  return rejection != nullptr && rejection->code == RejectionCode::uid_reused;
}

}  // namespace

Balance balance_of(const std::optional<Event>& last) {
  if (!last) return {};
  return {.current = last->balance, .maximum = last->limit, .locked_total = last->held};
}

std::string_view status_of(const RecordedTransaction& hold) {
  switch (hold_status(hold).value_or(HoldStatus::open)) {
    case HoldStatus::open:
      return "locked";
    case HoldStatus::confirmed:
      return "confirmed";
    case HoldStatus::canceled:
    case HoldStatus::expired:
      return "canceled";
  }
  __builtin_unreachable();
}

Task<Outcome> change_limit(AppContext& services, Call call, MinorUnits delta, std::optional<Uid> uid) {
  auto last = co_await look_up_external(services, call.user_id);
  if (!last) {
    if (delta < 0 || delta == no_limit) co_return refused_unopened(services, RejectionCode::limit_invalid, "limit");
    auto opened = co_await find_or_open_dialect_account(services, call.user_id, call.actor, call.trace);
    if (!opened) co_return opened.take_refusal();
    last = std::move(*opened);
  }
  const auto known = known_of(*last);
  ChangeLimit command;
  command.uid = uid.value_or(random_uid());
  command.actor = call.actor;
  command.account = known.account;
  command.limit = in_units(delta, known.currency);
  command.is_difference = true;
  co_return co_await submit(services.writer, std::move(command), call.trace);
}

Task<Outcome> change_current(AppContext& services, Call call, MinorUnits delta, std::optional<Uid> uid) {
  const auto last = co_await look_up_external(services, call.user_id);
  if (!last) {
    const auto code = delta > 0   ? RejectionCode::limit_exceeded
                      : delta < 0 ? RejectionCode::insufficient_funds
                                  : RejectionCode::amount_not_positive;
    co_return refused_unopened(services, code, "amount");
  }
  co_return co_await submit(services.writer, payment_of(known_of(*last), call, delta, uid.value_or(random_uid())),
                            call.trace);
}

Task<Outcome> open_transaction(AppContext& services, Call call, Transaction transaction, MinorUnits amount,
                               std::chrono::seconds timeout) {
  const auto last = co_await look_up_external(services, call.user_id);
  if (!last) {
    const auto code = amount > 0 ? RejectionCode::insufficient_funds : RejectionCode::amount_not_positive;
    co_return refused_unopened(services, code, "amount");
  }
  const auto [account, currency] = known_of(*last);
  PlaceHold command;
  command.uid = name_based_uid(account, transaction.service_id, transaction.external_tx_id);
  command.actor = call.actor;
  command.account = account;
  command.amount = in_units(amount, currency);
  command.service_id = transaction.service_id;
  command.timeout = timeout;
  const Uid uid = command.uid;
  Outcome outcome = co_await submit(services.writer, std::move(command), call.trace);
  if (!is_reused(outcome)) co_return outcome;
  // Opened before, for another amount or time: the first one counts.
  auto first = co_await look_up_recorded(services, uid);
  if (!first || !hold_status(*first)) co_return outcome;
  co_return Applied{.recorded = std::move(*first), .replayed = true};
}

Task<Outcome> close_transaction(AppContext& services, Call call, Transaction transaction, Closing closing) {
  const auto last = co_await look_up_external(services, call.user_id);
  if (!last) co_return Rejection{RejectionCode::hold_not_found, "external_tx_id", "there is no such transaction"};
  CloseHold close{.uid = name_based_uid(last->account, transaction.service_id, transaction.external_tx_id),
                  .actor = call.actor,
                  .service_id = transaction.service_id};
  if (closing == Closing::confirm)
    co_return co_await submit(services.writer, ConfirmHold{std::move(close), {}}, call.trace);
  co_return co_await submit(services.writer, CancelHold{std::move(close)}, call.trace);
}

}  // namespace ledger::api::balance
