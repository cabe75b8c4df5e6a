#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/load.hpp"
#include "tests/support/api_server.hpp"
#include "tests/support/running_ledger.hpp"
#include "tests/support/writer_harness.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connection_counts[] = {1, 8, 64, 256};
constexpr int account_count = 1'000;

constexpr const char* baseline_tables_sql =
    "create table bench_account (account_id bigint primary key, balance bigint not null check (balance >= 0),"
    " version bigint not null) with (fillfactor = 50);"
    "insert into bench_account select generate_series(1, 1000), 0, 0;"
    "create table bench_event (position bigserial primary key, account_id bigint not null, version bigint not null,"
    " amount bigint not null, balance bigint not null, effective_us bigint not null, recorded_us bigint not null,"
    " transaction_uid uuid not null unique, type smallint not null, currency text not null, actor text not null,"
    " unique (account_id, version))";

/// Opens accounts 1 to account_count; answers with the first id and the count as the Lua script takes them.
std::string open_accounts(const DatabaseSettings& settings) {
  WriterHarness writer(settings);
  std::vector<std::future<Outcome>> outcomes;
  for (int index = 0; index < account_count; ++index) outcomes.push_back(writer.start(open_account("bench")));
  for (auto& outcome : outcomes) static_cast<void>(std::get<Applied>(outcome_of(outcome)));
  return fmt::format("1 {}", account_count);
}

void print_row(const std::string& name, int connections, const LoadResult& result) {
  fmt::print("| {:<42} | {:>4} | {:>9.0f} | {:>7.2f} | {:>7.2f} |\n", name, connections, result.requests_per_second,
             result.latency_ms_p50, result.latency_ms_p99);
  std::fflush(stdout);
}

/// So that every load finds what a server has after a while: segments of the write-ahead log to use again. A new server
/// would make each anew, in the middle of a load.
void checkpoint(const DatabaseSettings& owner) { query_value(owner, "checkpoint"); }

/// Fills the log once before anything is measured.
void warm_up(const DatabaseSettings& owner) {
  query_value(owner,
              "create table bench_ballast as select repeat(md5(n::text), 30) from generate_series(1, 1000000) n");
  query_value(owner, "drop table bench_ballast");
  checkpoint(owner);
}

/// One REST row a connection count; the best of them in requests/s.
double rest_rows(const std::string& name, const std::string& url, const DatabaseSettings& owner,
                 const std::string& accounts, int seconds) {
  double best = 0;
  for (const int connections : connection_counts) {
    checkpoint(owner);
    const auto result = run_wrk(url, "deposit.lua", accounts, connections, seconds);
    print_row(name, connections, result);
    best = std::max(best, result.requests_per_second);
  }
  return best;
}

}  // namespace

void write_benchmark(const Settings& settings) {
  const TestDatabase baseline;
  query_value(baseline.owner(), baseline_tables_sql);
  const TestDatabase database;
  const auto accounts = open_accounts(database.service());
  warm_up(baseline.owner());

  fmt::print(
      "\n## Single deposits\n\n| {:<42} | {:>4} | {:>9} | {:>7} | {:>7} |\n|{:-<44}|{:->6}|{:->11}|{:->9}|{:->9}|\n",
      "", "at", "per s", "p50 ms", "p99 ms", "", ":", ":", ":", ":");
  double pgbench_best = 0;
  for (const int clients : connection_counts) {
    checkpoint(baseline.owner());
    const auto result = run_pgbench(baseline.owner(), "pgbench_deposit.sql", clients, settings.seconds);
    print_row("pgbench, one statement an event", clients, result);
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
