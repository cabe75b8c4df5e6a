// What a principal may read of what was recorded under a uid; the same for REST and gRPC.
#pragma once

#include <cstddef>

#include "api/auth/principal.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger::api {

/// The first of the transaction's legs that is the principal's to read; their number if there is none.
std::size_t readable_leg(const Principal& principal, const RecordedTransaction& recorded);

}  // namespace ledger::api
