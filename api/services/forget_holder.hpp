// Erasing an identity, whatever protocol it is asked for in.
#pragma once

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/domain/commands/account_status.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// Carries the command out, and returns once the comments of the account's own transactions up to then are gone as
/// well, also for a replay. They go in bounded pieces; if that is interrupted, a CommentEraser finishes it. Throws
/// ReadsUnavailable.
Task<Outcome> forget_holder(AppContext& services, EraseIdentity command, std::optional<TraceParent> trace);

}  // namespace ledger::api
