// The use case that sums up all accounts of all journals.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/known_position.hpp"
#include "api/services/positions/position_wait.hpp"
#include "ledger/publication/position_token.hpp"
#include "ledger/queries/totals_query.hpp"

namespace ledger::api {

/// Positions of some journals, or one time for all; the others are taken at their ends.
using PositionsAsked = std::map<JournalId, KnownPosition>;
/// Returns one time for all.
PositionsAsked all_at(Moment time, std::int64_t journal_count);

struct Totals {
  /// The sums include everything up to these positions, one a journal.
  std::vector<PositionToken> positions;
  std::map<Currency, TotalAt> by_currency;
  /// True if a position may still become a later one; only where they were asked for by a time.
  std::optional<bool> may_change;
};

/// Waits until all that is asked for has been recorded, and reads the sums as `caller`'s turn in the pool of long
/// reads. Throws ReadsUnavailable and PositionVoid.
Task<Totals> read_totals(AppContext& services, PositionsAsked asked, MinimumPosition least, std::string caller);

}  // namespace ledger::api
