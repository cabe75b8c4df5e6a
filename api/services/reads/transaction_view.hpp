// The use cases that look up what was recorded under a uid.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "api/auth/principals/principal.hpp"
#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/position_wait.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

struct TransactionView {
  RecordedTransaction recorded;
  /// Up to where it includes everything, such as a reversal: an entry for each journal, in their order.
  std::vector<PositionToken> ends;
  /// An index of `recorded.legs`: the first one that the reader may read.
  std::size_t shown = 0;

  /// Returns the end of the journal that this event is in.
  [[nodiscard]] const PositionToken& end_at(const Event& event) const {
    return ends.at(static_cast<std::size_t>(event.journal.value));
  }
};

/// Returns the transaction; nothing if nothing was recorded under the uid, or nothing that `reader` may read. Throws
/// ReadsUnavailable and PositionVoid.
Task<std::optional<TransactionView>> look_up_transaction(AppContext& services, const Principal& reader, Uid uid,
                                                         MinimumPosition least);
/// Returns the hold, with all that became of it; nothing also if the transaction is no hold. Throws likewise.
Task<std::optional<TransactionView>> look_up_hold(AppContext& services, const Principal& reader, Uid uid,
                                                  MinimumPosition least);
/// Returns what was recorded under the uid, whoever may read it; nothing if nothing was. Throws ReadsUnavailable.
Task<std::optional<RecordedTransaction>> look_up_recorded(AppContext& services, Uid uid);

/// Returns the account's last event in the transaction, which has one: a hold's end, where it has ended. The state
/// after it is the one to tell.
const Event& last_event_of(const RecordedTransaction& recorded, AccountId account);

}  // namespace ledger::api
