// Whether the database answers.
#pragma once

#include "api/http/task.hpp"
#include "api/services/services.hpp"

namespace ledger::api {

/// Asks it the simplest question. Throws ReadsUnavailable if it does not answer.
Task<void> check_database(Services& services);

}  // namespace ledger::api
