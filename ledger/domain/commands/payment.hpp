// The parts that deposits and withdrawals share.
#pragma once

#include <string>

#include "ledger/domain/decision.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/domain/texts.hpp"

namespace ledger {

/// Money moved between one account and the world outside.
struct Payment {
  Uid uid;
  std::string actor;
  AccountId account;
  /// In the currency's units.
  Decimal amount;
  /// The currency that the client believes the account has; not checked without it.
  std::optional<Currency> currency;
  /// The time when the money moved; nothing for now.
  std::optional<Moment> effective;
  std::optional<Comment> comment;
};

/// The event of a payment with the balance still as it was before, or why the payment cannot be.
Checked<Event> payment_event(const LedgerView& view, const Payment& payment, EventType type, Moment now);

/// Returns the fields in which the payment differs from what was recorded. A field that the client left out, or that
/// was erased, does not differ.
FieldNames differing_payment(const RecordedTransaction& recorded, const Payment& payment, EventType type);

}  // namespace ledger
