#pragma once

#include <string>

#include "ledger/domain/decision.hpp"

namespace ledger {

/// Undoes a deposit, withdrawal, transfer or captured hold by events of its own; effective when it is recorded.
struct ReverseTransaction {
  Uid uid;
  std::string actor;
  /// The transaction to undo.
  Uid reverses;
};

/// A leg for each leg that moved money, in the same order. Refused where the money is not there any more.
Decision decide(const LedgerView& view, const ReverseTransaction& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const ReverseTransaction& command);

}  // namespace ledger
