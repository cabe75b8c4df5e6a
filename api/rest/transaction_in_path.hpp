// The transaction that a request names by the {uid} of its path.
#pragma once

#include <optional>

#include "api/coroutines/task.hpp"
#include "api/rest/read_parameters.hpp"
#include "api/services/app_context.hpp"
#include "api/services/transaction_view.hpp"

namespace ledger::api {

/// Returns the transaction with the uid in the path, or nothing if there is none. Returns 422 if the uid is malformed,
/// and the problems that Ledger-Min-Position may cause.
Task<Result<std::optional<TransactionView>>> transaction_in_path(const Request& request, AppContext& services);

}  // namespace ledger::api
