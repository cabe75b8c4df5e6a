#pragma once

#include "ledger/domain/commands/payment.hpp"

namespace ledger {

/// Takes money out of an account. It is judged by the current balance, also when it is back-dated.
struct Withdraw : Payment {};

Decision decide(const LedgerView& view, const Withdraw& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const Withdraw& command);

}  // namespace ledger
