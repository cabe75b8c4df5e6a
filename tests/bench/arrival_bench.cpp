// Deposits that arrive at a constant rate, whether the ones before are answered or not: at half of what the ledger can
// do, and at one and a half times as much.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/resident_memory.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/loads/arrival_run.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connections = 256;
/// A few less than ledger-api lets in, so that it closes none.
constexpr int connections_many = 4'000;
constexpr int rounds = 3;
constexpr int warm_up_seconds = 10;
/// The default of LEDGER_HTTP_WAIT_MAX_MS, which refuses requests that have waited for longer, and 0, which refuses
/// none.
constexpr const char* waits_max_ms[] = {"25", "0"};

struct Arrivals {
  const Settings& settings;
  const TestDatabase& database;
  std::string accounts;
  std::vector<MeteredProgram> programs;

  /// The best that connections reach that wait for each answer; measured in rounds, with a row in a table.
  double best_rate(const std::string& name, const ApiServer& api) const {
    print_rounds_header(fmt::format("Best rate, {}", name));
    return measure_rounds({{"requests that wait for the answer before",
                            [&] {
                              checkpoint(database.owner());
                              return metered(programs, [&] {
                                return run_commands({.url = api.url(),
                                                     .accounts = accounts,
                                                     .connections = connections,
                                                     .seconds = settings.seconds});
                              });
                            }}},
                          connections)
        .front()
        .requests_per_second;
  }

  [[nodiscard]] ArrivalResult run(const ApiServer& api, double rate, int at, int seconds) const {
    checkpoint(database.owner());
    return run_arrivals({.url = api.url(), .accounts = accounts, .rate = rate, .seconds = seconds, .connections = at});
  }
};

void print_half_rate(const std::string& name, const Arrivals& arrivals, const ApiServer& api, double rate,
                     const std::function<void()>& before) {
  fmt::print("\n## Deposits that arrive at half of it, {}\n\n", name);
  fmt::print("| round | arrivals/s | accepted/s | p50 ms | p99 ms | p99.9 ms | processor us a request |\n");
  fmt::print("|------:|-----------:|-----------:|-------:|-------:|---------:|---|\n");
  const int seconds = arrivals.settings.seconds;
  for (int round = 1; round <= rounds; ++round) {
    before();
    ProcessorMeter meter(arrivals.programs);
    meter.begin();
    const auto result = arrivals.run(api, rate, connections, seconds);
    fmt::print("| {:>5} | {:>10.0f} | {:>10.0f} | {:>6.2f} | {:>6.2f} | {:>8.2f} | {} |\n", round,
               result.arrivals / seconds, result.accepted / seconds, result.accepted_ms_p50, result.accepted_ms_p99,
               result.accepted_ms_p999, meter.per_request(result.accepted));
    std::fflush(stdout);
  }
}

void print_overload_header(const std::string& name) {
  fmt::print("\n## Deposits that arrive at one and a half times the best rate, {}, on {} connections\n\n", name,
             connections_many);
  fmt::print(
      "| LEDGER_HTTP_WAIT_MAX_MS | arrivals/s | accepted/s | 503 % | lost | waited for a connection in vain % |"
      " accepted p50, p99 ms | 503 p99 ms | ledger-api MB, idle and most | processor us an arrival |\n");
  fmt::print("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n");
}

void print_overload(const std::string& wait_max_ms, Arrivals arrivals, double rate) {
  ApiServer api(arrivals.database.service(), {{"LEDGER_HTTP_WAIT_MAX_MS", wait_max_ms}});
  const auto process = api.process().pid();
  for (auto& program : arrivals.programs) {
    if (program.name == "ledger-api") program.process = process;
  }
  const auto idle = resident_memory_of(process);
  ProcessorMeter meter(arrivals.programs);
  meter.begin();
  const int seconds = arrivals.settings.overload_seconds;
  const auto result = arrivals.run(api, rate, connections_many, seconds);
  const auto costs = meter.per_request(result.arrivals);
  fmt::print("| {} | {:.0f} | {:.0f} | {:.1f} | {:.0f} | {:.1f} | {:.1f}, {:.1f} | {:.1f} | {:.0f}, {:.0f} | {} |\n",
             wait_max_ms, result.arrivals / seconds, result.accepted / seconds, 100 * result.refused / result.arrivals,
             result.failed, 100 * result.unsent / result.arrivals, result.accepted_ms_p50, result.accepted_ms_p99,
             result.refused_ms_p99, idle.now_mb, resident_memory_of(process).most_mb, costs);
  std::fflush(stdout);
}

void measure(const std::string& name, const Arrivals& arrivals, const ApiServer& api,
             const std::function<void()>& before) {
  before();
  const double best = arrivals.best_rate(name, api);
  print_half_rate(name, arrivals, api, best / 2, before);
  print_overload_header(name);
  for (const auto* wait_max_ms : waits_max_ms) {
    before();
    print_overload(wait_max_ms, arrivals, best * 1.5);
  }
}

}  // namespace

void arrivals_benchmark(const Settings& settings) {
  raise_file_limit();
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  ApiServer api(database.service());
  Arrivals arrivals{.settings = settings,
                    .database = database,
                    .accounts = accounts,
                    .programs = {{"PostgreSQL", postmaster_of(database.owner())}, {"ledger-api", api.process().pid()}}};
  measure("alone", arrivals, api, [] {});

  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), TestTopics(), kafka_brokers());
  await_followers(database);
  static_cast<void>(arrivals.run(api, 5'000, connections, warm_up_seconds));
  arrivals.programs.push_back({"projector", projector.process().pid()});
  arrivals.programs.push_back({"relay", outbox.process().pid()});
  arrivals.programs.push_back({"Kafka", kafka_process()});
  measure("with projector, relay and Kafka at work", arrivals, api, [&] { await_followers(database); });
}

}  // namespace ledger::bench
