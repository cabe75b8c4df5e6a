#pragma once

#include <optional>
#include <string>

#include "ledger/domain/decision.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// Sets the highest balance that an account may have.
struct ChangeLimit {
  Uid uid;
  std::string actor;
  AccountId account;
  /// In the currency's units; without it there is no limit any more.
  std::optional<Decimal> limit;
  /// `limit` is what is added to the present one, which must exist then; it may be negative.
  bool is_difference = false;
};

Decision decide(const LedgerView& view, const ChangeLimit& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const ChangeLimit& command);

}  // namespace ledger
