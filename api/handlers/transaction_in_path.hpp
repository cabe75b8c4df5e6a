// The transaction that a request names by the {uid} of its path.
#pragma once

#include <optional>

#include "api/handlers/read_parameters.hpp"
#include "api/http/task.hpp"
#include "api/services/services.hpp"
#include "api/services/transaction_reading.hpp"

namespace ledger::api {

/// What was recorded under it, or nothing; 422 for a malformed uid, and what Ledger-Min-Position demands.
Task<OrResponse<std::optional<TransactionReading>>> transaction_in_path(const Request& request, Services& services);

}  // namespace ledger::api
