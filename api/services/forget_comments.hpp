// What follows the erasing of an identity.
#pragma once

#include "api/http/task.hpp"
#include "api/services/services.hpp"
#include "ledger/domain/event.hpp"

namespace ledger::api {

/// Erases the comments of the account's own transactions up to `erased`, the event that erased its identity, in
/// bounded pieces. To be called for a replay too: the first try may have ended in between. Throws ReadsUnavailable.
Task<void> forget_comments(Services& services, Event erased);

}  // namespace ledger::api
