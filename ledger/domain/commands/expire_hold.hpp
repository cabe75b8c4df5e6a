#pragma once

#include "ledger/domain/commands/close_hold.hpp"

namespace ledger {

/// Gives the held money back to the account because the hold's time is over. Every replica may ask for it.
struct ExpireHold : CloseHold {
  /// The account that holds the money, where it is known; the writer then need not look it up.
  std::optional<AccountId> account;
};

/// Asks, in the ledger's own name, for the expiry of the hold that was placed under `hold`: no client does.
ExpireHold expiry_of(const Uid& hold);

Decision decide(const LedgerView& view, const ExpireHold& command, Moment now);

}  // namespace ledger
