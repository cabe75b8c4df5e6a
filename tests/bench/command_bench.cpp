#include <fmt/format.h>

#include "ledger/ctl/journal_count.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connections = 64;
constexpr int connections_many = 256;

LoadResult run(const ApiServer& api, const TestDatabase& database, const std::string& accounts, const std::string& kind,
               int at, int seconds) {
  checkpoint(database.owner());
  const auto result = run_wrk(api.url(), "commands.lua", fmt::format("{} {} {}", accounts, kind, at), at, seconds);
  print_load_row(kind, at, result);
  return result;
}

/// Requests a second of deposits with one transfer in five.
double journals_rate(std::int64_t journal_count, int seconds) {
  const TestDatabase database;
  set_journal_count(database.owner(), journal_count);
  open_bench_accounts(database.service(), journal_count);
  // Each with a comma behind it.
  const auto accounts =
      query_value(database.owner(),
                  "select string_agg(account_id || ',', '') from (select distinct account_id from event) as opened");
  const ApiServer api(database.service(), {{"LEDGER_JOURNALS", std::to_string(journal_count)}});
  checkpoint(database.owner());
  const auto result = run_wrk(api.url(), "commands.lua", fmt::format("{} 0 journals {}", accounts, connections_many),
                              connections_many, seconds);
  print_load_row(fmt::format("{} journal{}, one transfer in five", journal_count, journal_count == 1 ? "" : "s"),
                 connections_many, result);
  return result.requests_per_second;
}

}  // namespace

void command_benchmark(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  {
    const ApiServer api(database.service());
    print_load_header("Other commands, REST");
    double deposits = 0;
    for (const int at : {connections, connections_many}) {
      deposits = run(api, database, accounts, "deposits", at, settings.seconds).requests_per_second;
      for (const auto* kind : {"transfers", "holds", "mix"}) {
        const auto rate = run(api, database, accounts, kind, at, settings.seconds).requests_per_second;
        fmt::print("| {:<42} | {:>4} | {:>9.2f} | | |\n", fmt::format("{} in relation to deposits", kind), at,
                   rate / deposits);
      }
    }
  }
  print_load_header("Two journals");
  const double one = journals_rate(1, settings.seconds);
  const double two = journals_rate(2, settings.seconds);
  fmt::print("\nTwo journals are {:.2f} times one.\n", two / one);
}

}  // namespace ledger::bench
