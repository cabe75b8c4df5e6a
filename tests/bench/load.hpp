// Load generators: pgbench (PostgreSQL's own) and wrk.
#pragma once

#include <string>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::bench {

/// The result of a load.
struct LoadResult {
  double requests_per_second = 0;
  double latency_ms_p50 = 0;
  double latency_ms_p99 = 0;
};

/// Runs the file's statements, prepared, over TCP by this number of clients. Throws std::runtime_error if pgbench
/// fails.
LoadResult run_pgbench(const DatabaseSettings& settings, const std::string& script, int clients, int seconds);

/// Sends HTTP requests on this number of connections; `script` is a Lua file of tests/bench, which gets `arguments`.
/// Throws std::runtime_error if wrk fails or any answer is not 2xx.
LoadResult run_wrk(const std::string& url, const std::string& script, const std::string& arguments, int connections,
                   int seconds);

/// Returns the output of a shell command. Throws std::runtime_error unless it succeeds.
std::string output_of(const std::string& command);

}  // namespace ledger::bench
