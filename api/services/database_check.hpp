// Asks whether the database answers.
#pragma once

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"

namespace ledger::api {

/// Asks it the simplest question. Throws ReadsUnavailable if it does not answer.
Task<void> check_database(AppContext& services);

}  // namespace ledger::api
