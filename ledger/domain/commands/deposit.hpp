#pragma once

#include "ledger/domain/commands/payment.hpp"

namespace ledger {

/// Brings money from outside into an account.
struct Deposit : Payment {};

Decision decide(const LedgerView& view, const Deposit& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const Deposit& command);

}  // namespace ledger
