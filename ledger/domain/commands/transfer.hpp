#pragma once

#include "ledger/domain/commands/payment.hpp"

namespace ledger {

/// Moves money from `account` to `to`, both or neither. Both have the same currency; the receiver is not asked.
struct Transfer : Payment {
  AccountId to;
};

/// Leg 0 is the sender's, leg 1 the receiver's.
Decision decide(const LedgerView& view, const Transfer& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const Transfer& command);

}  // namespace ledger
