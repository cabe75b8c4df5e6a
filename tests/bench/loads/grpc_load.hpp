// A load of deposits over gRPC.
#pragma once

#include <string>

#include "tests/bench/loads/load.hpp"

namespace ledger::bench {

/// Unary deposits on accounts 1 to `accounts`, `calls` of them under way at any time over two connections, by one
/// thread. `target` is host:port. Throws std::runtime_error if a call fails.
LoadResult run_grpc_deposits(const std::string& target, int accounts, int calls, int seconds);

}  // namespace ledger::bench
