#pragma once

#include "ledger/domain/commands/payment.hpp"

namespace ledger {

/// Takes money out of an account. It is judged by the current balance, also when it is back-dated.
struct Withdraw : Payment {};

Decision decide(const LedgerView& view, const Withdraw& command, Moment now);

/// Whether what was recorded under the command's uid is what the command asks for.
bool same_content(const Recorded& recorded, const Withdraw& command);

}  // namespace ledger
