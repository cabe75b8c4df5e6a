// Load generators: pgbench (PostgreSQL's own) and wrk.
#pragma once

#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::bench {

/// The result of a load.
struct LoadResult {
  double requests = 0;
  double requests_per_second = 0;
  double latency_ms_p50 = 0;
  double latency_ms_p99 = 0;
};

/// Runs the file's statements, prepared, over TCP by this number of clients. Throws std::runtime_error if pgbench
/// fails.
LoadResult run_pgbench(const DatabaseSettings& settings, const std::string& script, int clients, int seconds);

/// Sends HTTP requests on this number of connections; `script` is a Lua file beside this one, which gets `arguments`.
/// Throws std::runtime_error if wrk fails or any answer is not 2xx.
LoadResult run_wrk(const std::string& url, const std::string& script, const std::string& arguments, int connections,
                   int seconds);

/// Commands of one kind (commands.lua) over REST.
struct CommandLoad {
  std::string url = {};
  /// As open_bench_accounts() answers.
  std::string accounts = {};
  std::string kind = "deposits";
  int connections = 1;
  int seconds = 1;
};
/// Sends them by wrk. Throws as run_wrk() does.
LoadResult run_commands(const CommandLoad& load);

/// The same load divided among several servers, by a wrk each at the same time. The rate is their sum, the latencies
/// are those of the slowest.
LoadResult run_commands_on(const std::vector<std::string>& urls, const CommandLoad& load);

/// Returns the number behind a label in a program's report. Throws std::runtime_error if the label is not there.
double number_after(const std::string& text, const std::string& label);

/// Returns the output of a shell command. Throws std::runtime_error unless it succeeds.
std::string output_of(const std::string& command);

}  // namespace ledger::bench
