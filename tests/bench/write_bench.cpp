#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/plot.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/loads/yardstick.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connection_counts[] = {1, 8, 64, 256};
/// The broker's JVM compiles what is new to it during the first load, which is not measured.
constexpr int warm_up_seconds = 10;
constexpr int warm_up_connections = 64;

/// The results of a load by number of connections.
using Curve = std::vector<LoadResult>;

double best_of(const Curve& curve) {
  double best = 0;
  for (const auto& result : curve) best = std::max(best, result.requests_per_second);
  return best;
}

PlotPanel panel_of(const std::string& title, double LoadResult::*figure,
                   const std::vector<std::pair<std::string, Curve>>& curves) {
  PlotPanel panel{.title = title, .lines = {}};
  for (const auto& [name, curve] : curves) {
    PlotLine line{.name = name, .values = {}};
    for (const auto& result : curve) line.values.push_back(result.*figure);
    panel.lines.push_back(std::move(line));
  }
  return panel;
}

void write_plot(const std::string& file_name, const std::vector<std::pair<std::string, Curve>>& curves) {
  std::vector<std::string> places;
  for (const int connections : connection_counts) places.push_back(std::to_string(connections));
  std::ofstream file(file_name);
  file << plot_svg(places, "connections",
                   {panel_of("single deposits per s", &LoadResult::requests_per_second, curves),
                    panel_of("p99 in ms", &LoadResult::latency_ms_p99, curves)});
  if (!file.flush()) throw std::runtime_error("cannot write " + file_name);
}

/// pgbench and the ledger's deposits in turn. `programs` are the ledger's; `after_deposits` is called behind each load.
struct WriteComparison {
  const Settings& settings;
  const Yardstick& yardstick;
  const TestDatabase& database;
  const ApiServer& api;
  std::string accounts;
  std::vector<MeteredProgram> programs;
  std::function<void()> after_deposits;

  [[nodiscard]] LoadResult deposits(int connections, int seconds) const {
    return run_commands({.url = api.url(), .accounts = accounts, .connections = connections, .seconds = seconds});
  }
  [[nodiscard]] Measured run_pgbench(int clients) const {
    checkpoint(yardstick.database().owner());
    return metered({programs.front()}, [&] { return yardstick.run(clients, settings.seconds); });
  }
  [[nodiscard]] Measured run_ledger(int connections) const {
    checkpoint(database.owner());
    auto measured = metered(programs, [&] { return deposits(connections, settings.seconds); });
    after_deposits();
    return measured;
  }
  /// Prints a table; the curves of pgbench and of the ledger.
  [[nodiscard]] std::pair<Curve, Curve> measure() const {
    std::pair<Curve, Curve> curves;
    for (const int connections : connection_counts) {
      const auto medians = measure_rounds(
          {{"pgbench", [&] { return run_pgbench(connections); }}, {"ledger", [&] { return run_ledger(connections); }}},
          connections);
      curves.first.push_back(medians[0]);
      curves.second.push_back(medians[1]);
    }
    fmt::print("\nThe ledger's best is {:.2f} times pgbench's best.\n", best_of(curves.second) / best_of(curves.first));
    return curves;
  }
};

}  // namespace

void write_benchmark(const Settings& settings) {
  const Yardstick yardstick;
  const TestDatabase database;
  warm_up(yardstick.database().owner());
  const auto accounts = open_bench_accounts(database.service());
  ApiServer api(database.service());
  WriteComparison comparison{
      .settings = settings,
      .yardstick = yardstick,
      .database = database,
      .api = api,
      .accounts = accounts,
      .programs = {{"PostgreSQL", postmaster_of(database.owner())}, {"ledger-api", api.process().pid()}},
      .after_deposits = [] {}};
  print_rounds_header("Single deposits");
  const auto [pgbench, alone] = comparison.measure();

  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), TestTopics(), kafka_brokers());
  await_followers(database);
  static_cast<void>(comparison.deposits(warm_up_connections, warm_up_seconds));
  comparison.after_deposits = [&] { await_followers(database); };
  comparison.after_deposits();
  comparison.programs.push_back({"projector", projector.process().pid()});
  comparison.programs.push_back({"relay", outbox.process().pid()});
  comparison.programs.push_back({"Kafka", kafka_process()});
  print_rounds_header("The same with projector, relay and Kafka at work");
  const auto [pgbench_again, everything] = comparison.measure();
  if (settings.plot_file.empty()) return;
  write_plot(settings.plot_file,
             {{"pgbench", pgbench}, {"ledger", alone}, {"with projector, relay and Kafka at work", everything}});
}

}  // namespace ledger::bench
