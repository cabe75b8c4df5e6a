#pragma once

#include "ledger/domain/commands/close_hold.hpp"

namespace ledger {

/// Gives the held money back to the account because the hold's time is over. Every replica may ask for it.
struct ExpireHold : CloseHold {};

Decision decide(const LedgerView& view, const ExpireHold& command, Moment now);

}  // namespace ledger
