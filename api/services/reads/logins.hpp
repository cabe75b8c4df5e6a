// The use cases that look a login up, for a caller who logs in or proves a password again.
#pragma once

#include <optional>
#include <string>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/queries/login_query.hpp"

namespace ledger::api {

/// Returns nothing if there is no such login. Throws ReadsUnavailable.
Task<std::optional<StoredLogin>> look_up_login(AppContext& services, std::string login);

/// Returns the same, at the same cost whether there is such a login, for somebody who is not known yet. Throws
/// ReadsUnavailable, also `identities_lost` if there is none but identities are missing after a restore, as this one
/// may be among them.
Task<std::optional<StoredLogin>> look_up_login_evenly(AppContext& services, std::string login);

}  // namespace ledger::api
