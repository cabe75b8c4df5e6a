// Erasing an identity, whatever protocol it is asked for in.
#pragma once

#include "api/http/task.hpp"
#include "api/services/services.hpp"
#include "ledger/domain/commands/account_status.hpp"
#include "ledger/journal/outcome.hpp"

namespace ledger::api {

/// Carries the command out, and returns once the comments of the account's own transactions up to then are gone as
/// well, also for a replay. They go in bounded pieces; if that is interrupted, a CommentEraser finishes it. Throws
/// ReadsUnavailable.
Task<Outcome> forget_holder(Services& services, EraseIdentity command);

}  // namespace ledger::api
