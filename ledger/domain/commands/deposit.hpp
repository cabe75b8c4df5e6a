#pragma once

#include "ledger/domain/commands/payment.hpp"

namespace ledger {

/// Brings money from outside into an account.
struct Deposit : Payment {};

Decision decide(const LedgerView& view, const Deposit& command, Moment now);

/// Whether what was recorded under the command's uid is what the command asks for.
bool same_content(const Recorded& recorded, const Deposit& command);

}  // namespace ledger
