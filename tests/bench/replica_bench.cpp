// The same load on one, two and four ledger-api that share a database.
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

/// Starts so many servers, divides the connections among them, and stops them.
Measured measure_replicas(const Settings& settings, const TestDatabase& database, const std::string& accounts,
                          int replicas, const char* optimistic_append, int connections) {
  std::vector<std::unique_ptr<ApiServer>> servers;
  std::vector<std::string> urls;
  std::vector<MeteredProgram> programs{{"PostgreSQL", postmaster_of(database.owner())}};
  for (int replica = 0; replica < replicas; ++replica) {
    servers.push_back(std::make_unique<ApiServer>(
        database.service(), Process::Environment{{"LEDGER_OPTIMISTIC_APPEND", optimistic_append}}));
    urls.push_back(servers.back()->url());
    programs.push_back({"ledger-api", servers.back()->process().pid()});
  }
  checkpoint(database.owner());
  return metered(programs, [&] {
    return run_commands_on(urls, {.accounts = accounts, .connections = connections, .seconds = settings.seconds});
  });
}

}  // namespace

void replica_benchmark(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  print_rounds_header("Single deposits on several ledger-api, divided among them (latencies of the slowest)");
  for (const int connections : {64, 256}) {
    std::vector<RoundedLoad> loads;
    for (const auto* optimistic_append : {"on", "off"}) {
      for (const int replicas : {1, 2, 4}) {
        loads.push_back({fmt::format("{} ledger-api, optimistic appends {}", replicas, optimistic_append),
                         [&, replicas, optimistic_append, connections] {
                           return measure_replicas(settings, database, accounts, replicas, optimistic_append,
                                                   connections);
                         }});
      }
    }
    measure_rounds(loads, connections);
  }
}

}  // namespace ledger::bench
