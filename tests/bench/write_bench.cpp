#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
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

/// One REST row a connection count; the best of them in requests/s.
double rest_rows(const std::string& name, const std::string& url, const DatabaseSettings& owner,
                 const std::string& accounts, int seconds) {
  double best = 0;
  for (const int connections : connection_counts) {
    checkpoint(owner);
    const auto result =
        run_wrk(url, "commands.lua", fmt::format("{} deposits {}", accounts, connections), connections, seconds);
    print_load_row(name, connections, result);
    best = std::max(best, result.requests_per_second);
  }
  return best;
}

}  // namespace

void write_benchmark(const Settings& settings) {
  const TestDatabase baseline;
  query_value(baseline.owner(), baseline_tables_sql);
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(baseline.owner());

  print_load_header("Single deposits");
  double pgbench_best = 0;
  for (const int clients : connection_counts) {
    checkpoint(baseline.owner());
    const auto result = run_pgbench(baseline.owner(), "pgbench_deposit.sql", clients, settings.seconds);
    print_load_row("pgbench, one statement an event", clients, result);
    pgbench_best = std::max(pgbench_best, result.requests_per_second);
  }
  const ApiServer api(database.service());
  const double rest_best = rest_rows("REST", api.url(), database.owner(), accounts, settings.seconds);
  fmt::print("\nREST's best is {:.2f} times pgbench's best.\n\n", rest_best / pgbench_best);

  const RunningProjector projector(database.service());
  const RunningOutbox outbox(database.service(), TestTopics(), kafka_brokers());
  const double all_best =
      rest_rows("REST, projector, relay and Kafka at work", api.url(), database.owner(), accounts, settings.seconds);
  fmt::print("\nWith everything running on the same machine: {:.2f} times pgbench's best.\n", all_best / pgbench_best);
}

}  // namespace ledger::bench
