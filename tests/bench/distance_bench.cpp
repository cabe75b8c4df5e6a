// Single deposits while the database is some milliseconds away.
#include <fmt/format.h>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/loads/delay_proxy.hpp"
#include "tests/bench/loads/yardstick.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

/// The first load brings the accounts into memory: until then most batches have to look some up, on a second way there
/// and back.
constexpr int warm_up_seconds = 5;
constexpr int warm_up_connections = 256;

/// How long pgbench takes to connect, at most: each of its two threads connects one client after the other, in up to
/// six round trips. Its time runs meanwhile.
int connecting_seconds(int clients, int distance_ms) { return clients / 2 * 6 * 2 * distance_ms / 1'000 + 1; }

}  // namespace

void distance_benchmark(const Settings& settings) {
  const Yardstick yardstick;
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  const DelayProxy proxy(database.service(), std::chrono::milliseconds(settings.distance_ms));
  ApiServer api(proxy.way_to(database.service()));
  const MeteredProgram server{"PostgreSQL", postmaster_of(database.owner())};
  const MeteredProgram line{.name = "proxy", .clock_us = [&] { return proxy.processor_time_us(); }};
  const auto run_pgbench = [&](int clients) {
    checkpoint(yardstick.database().owner());
    const int seconds = settings.seconds + connecting_seconds(clients, settings.distance_ms);
    return metered({server, line},
                   [&] { return yardstick.run(proxy.way_to(yardstick.database().owner()), clients, seconds); });
  };
  const auto deposits = [&](int connections, int seconds) {
    return run_commands({.url = api.url(), .accounts = accounts, .connections = connections, .seconds = seconds});
  };
  const auto run_ledger = [&](int connections) {
    checkpoint(database.owner());
    return metered({server, {"ledger-api", api.process().pid()}, line},
                   [&] { return deposits(connections, settings.seconds); });
  };
  static_cast<void>(deposits(warm_up_connections, warm_up_seconds));
  print_rounds_header(fmt::format("Single deposits, PostgreSQL {} ms away in each direction", settings.distance_ms));
  for (const int connections : {64, 256}) {
    const auto medians = measure_rounds(
        {{"pgbench", [&] { return run_pgbench(connections); }}, {"ledger", [&] { return run_ledger(connections); }}},
        connections);
    print_ratio("ledger in relation to pgbench", connections, medians[1], medians[0]);
  }
}

}  // namespace ledger::bench
