// The parts that the three ways to end a hold share.
#pragma once

#include <optional>
#include <string>

#include "ledger/domain/decision.hpp"

namespace ledger {

/// Ends the hold that was placed under `uid`. The event that ends it is leg 1 of that transaction, so it ends once.
struct CloseHold {
  /// The hold's.
  Uid uid;
  std::string actor;
  /// The service that the client believes the money is held for; not checked without it.
  std::optional<std::string> service_id;
};

/// The hold's event, if it is still open.
Checked<const Event*> find_open_hold(const LedgerView& view, const CloseHold& command);

/// The event that gives the held money back to the account, as `type` at `effective`.
Decision release(const LedgerView& view, const CloseHold& command, const Event& placed, EventType type,
                 Moment effective);

/// Once its time is over, a hold can only expire, whoever asks.
bool is_due(const Event& placed, Moment now);
/// Returns true if the transaction is a hold whose time is over and whose end is not recorded yet.
bool is_due(const RecordedTransaction& recorded, Moment now);
/// The event that an expiry comes to; effective when the time was over.
Decision expire(const LedgerView& view, const CloseHold& command, const Event& placed);

/// Ending a hold that has ended changes nothing and answers with what it became.
UidMatch match_uid(const RecordedTransaction& recorded, const CloseHold& command);

}  // namespace ledger
