// Decides what a principal may read of a transaction found by its uid. REST and gRPC share this rule.
#pragma once

#include <cstddef>

#include "api/auth/principals/principal.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger::api {

/// The first of the transaction's legs that is the principal's to read; their number if there is none.
std::size_t readable_leg(const Principal& principal, const RecordedTransaction& recorded);

}  // namespace ledger::api
