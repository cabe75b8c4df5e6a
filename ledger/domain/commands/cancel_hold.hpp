#pragma once

#include "ledger/domain/commands/close_hold.hpp"

namespace ledger {

/// Gives the held money back to the account before the hold's time is over.
struct CancelHold : CloseHold {};

/// Too late, it is the hold's expiry.
Decision decide(const LedgerView& view, const CancelHold& command, Moment now);

}  // namespace ledger
