// Accounts that are opened when a dialect's client first uses them.
#pragma once

#include <string>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/result.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// Returns the last event of the account with this outside id; where there is none, one is opened by `actor` in the
/// default currency with a limit of 0, and its holder is called by the outside id. Refuses with the outcome of an
/// opening that was not applied. Throws ReadsUnavailable.
Task<Result<Event, Outcome>> find_or_open_dialect_account(AppContext& services, std::string external_id,
                                                          std::string actor, std::optional<TraceParent> trace);

}  // namespace ledger::api
