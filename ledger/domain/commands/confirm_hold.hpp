#pragma once

#include "ledger/domain/commands/close_hold.hpp"

namespace ledger {

/// Takes the held money, or a part of it, out of the account; the rest is free again.
struct ConfirmHold : CloseHold {
  /// All of it without an amount.
  std::optional<Decimal> amount;
};

/// Returns true if the hold was confirmed with the command's amount, which is the whole hold where it names none.
bool matches_request(const ConfirmHold& command, const RecordedTransaction& hold);

/// Too late, it is the hold's expiry and not its confirmation.
Decision decide(const LedgerView& view, const ConfirmHold& command, Moment now);

}  // namespace ledger
