// Commands that name an account and nothing more.
#pragma once

#include <string>

#include "ledger/domain/decision.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// The fields that these commands share.
struct AccountCommand {
  Uid uid;
  std::string actor;
  AccountId account;
};

/// Stops all business of an account, but for holds coming to their end, limits and reversals.
struct FreezeAccount : AccountCommand {};
/// Lets a frozen account take part in business again.
struct UnfreezeAccount : AccountCommand {};
/// Ends an account for good. It must be empty.
struct CloseAccount : AccountCommand {};
/// Forgets who the holder is. Refused while there is money in the account or on hold, and where nothing was recorded
/// since the identity was erased.
struct EraseIdentity : AccountCommand {};

Decision decide(const LedgerView& view, const FreezeAccount& command, Moment now);
Decision decide(const LedgerView& view, const UnfreezeAccount& command, Moment now);
Decision decide(const LedgerView& view, const CloseAccount& command, Moment now);
Decision decide(const LedgerView& view, const EraseIdentity& command, Moment now);

/// Returns the fields in which the command differs from what was recorded under its uid; empty for the same content.
FieldNames differing_fields(const RecordedTransaction& recorded, const FreezeAccount& command);
FieldNames differing_fields(const RecordedTransaction& recorded, const UnfreezeAccount& command);
FieldNames differing_fields(const RecordedTransaction& recorded, const CloseAccount& command);
FieldNames differing_fields(const RecordedTransaction& recorded, const EraseIdentity& command);

}  // namespace ledger
