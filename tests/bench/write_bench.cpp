#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/processor_time.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connection_counts[] = {1, 8, 64, 256};

constexpr const char* baseline_tables_sql =
    "create table bench_account (account_id bigint primary key, balance bigint not null check (balance >= 0),"
    " version bigint not null) with (fillfactor = 50);"
    "insert into bench_account select generate_series(1, 1000), 0, 0;"
    "create table bench_event (position bigserial primary key, account_id bigint not null, version bigint not null,"
    " amount bigint not null, balance bigint not null, effective_us bigint not null, recorded_us bigint not null,"
    " transaction_uid uuid not null unique, type smallint not null, currency text not null, actor text not null,"
    " unique (account_id, version))";

/// Kafka's process, for its share of the costs.
pid_t kafka_process() { return static_cast<pid_t>(std::stol(required_environment("LEDGER_TEST_KAFKA_PROCESS"))); }

/// Projector and relay have the events of the loads before to catch up with, which should not be measured as well.
void await_followers(const TestDatabase& database) {
  const bool caught_up = snapshots_catch_up(database.service()) &&
                         eventually(
                             [&] {
                               return query_value(database.owner(),
                                                  "select coalesce((select position from relay_note), 0)"
                                                  " >= (select max(position) from event)") == "t";
                             },
                             std::chrono::minutes(5));
  if (!caught_up) throw std::runtime_error("projector or relay did not catch up in time");
}

/// A load at a number of connections, measured in several rounds.
struct Rounds {
  std::string name;
  std::function<LoadResult(int connections)> run;
  ProcessorMeter meter;
  std::vector<std::pair<LoadResult, std::string>> results = {};
  /// The best median of all connection counts, in requests/s.
  double best = 0;

  void run_once(int connections, int seconds) {
    meter.begin();
    const auto result = run(connections);
    results.emplace_back(result, meter.per_request(result.requests_per_second * seconds));
  }
  /// Prints the round with the median rate, and the least and the greatest rate.
  void print(int connections) {
    std::sort(results.begin(), results.end(), [](const auto& left, const auto& right) {
      return left.first.requests_per_second < right.first.requests_per_second;
    });
    const auto& [median, costs] = results[results.size() / 2];
    print_metered_row(fmt::format("{} ({:.0f} to {:.0f})", name, results.front().first.requests_per_second,
                                  results.back().first.requests_per_second),
                      connections, median, costs);
    best = std::max(best, median.requests_per_second);
    results.clear();
  }
};

/// Measures the loads one after the other in each round, so that what slows the machine down meets all of them.
void measure(std::vector<Rounds*> loads, int seconds) {
  constexpr int rounds = 3;
  for (const int connections : connection_counts) {
    for (int round = 0; round < rounds; ++round) {
      for (auto* load : loads) load->run_once(connections, seconds);
    }
    for (auto* load : loads) load->print(connections);
  }
}

}  // namespace

void write_benchmark(const Settings& settings) {
  const TestDatabase baseline;
  query_value(baseline.owner(), baseline_tables_sql);
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(baseline.owner());
  ApiServer api(database.service());
  const MeteredProgram server{"PostgreSQL", postmaster_of(baseline.owner())};
  const MeteredProgram api_program{"api", api.process().pid()};
  const auto deposits = [&](int connections) {
    checkpoint(database.owner());
    return run_wrk(api.url(), "commands.lua", fmt::format("{} deposits {}", accounts, connections), connections,
                   settings.seconds);
  };
  Rounds pgbench{.name = "pgbench",
                 .run =
                     [&](int clients) {
                       checkpoint(baseline.owner());
                       return run_pgbench(baseline.owner(), "pgbench_deposit.sql", clients, settings.seconds);
                     },
                 .meter = ProcessorMeter({server})};
  Rounds alone{.name = "REST", .run = deposits, .meter = ProcessorMeter({server, api_program})};
  print_metered_header("Single deposits: the median of three rounds (the least to the greatest)");
  measure({&pgbench, &alone}, settings.seconds);
  fmt::print("\nREST's best is {:.2f} times pgbench's best.\n", alone.best / pgbench.best);

  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), TestTopics(), kafka_brokers());
  await_followers(database);
  Rounds everything{.name = "REST",
                    .run = deposits,
                    .meter = ProcessorMeter({server,
                                             api_program,
                                             {"projector", projector.process().pid()},
                                             {"outbox", outbox.process().pid()},
                                             {"Kafka", kafka_process()}})};
  print_metered_header("The same with projector, relay and Kafka at work");
  measure({&everything}, settings.seconds);
  fmt::print("\nWith everything running on the same machine: {:.2f} times pgbench's best.\n",
             everything.best / pgbench.best);
}

}  // namespace ledger::bench
