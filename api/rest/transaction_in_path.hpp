// The transaction that a request names by the {uid} of its path.
#pragma once

#include <optional>

#include "api/coroutines/task.hpp"
#include "api/rest/read_parameters.hpp"
#include "api/services/app_context.hpp"
#include "api/services/transaction_view.hpp"

namespace ledger::api {

/// What was recorded under it, or nothing; 422 for a malformed uid, and what Ledger-Min-Position demands.
Task<Result<std::optional<TransactionView>>> transaction_in_path(const Request& request, AppContext& services);

}  // namespace ledger::api
