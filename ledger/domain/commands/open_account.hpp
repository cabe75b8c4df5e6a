#pragma once

#include <string>

#include "ledger/domain/decision.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/domain/texts.hpp"

namespace ledger {

/// Opens an account. Its effective time is its recorded time.
struct OpenAccount {
  Uid uid;
  std::string actor;
  /// A number never used before; the writer draws it just before the decision.
  AccountId account;
  /// The currency that the client states. Without it the account has the default currency, and any currency matches a
  /// retry.
  std::optional<Currency> currency;
  Currency default_currency;
  /// Highest balance allowed, in the currency's units; none without it.
  std::optional<Decimal> limit;
  Identity identity;
};

Decision decide(const LedgerView& view, const OpenAccount& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const OpenAccount& command);

}  // namespace ledger
