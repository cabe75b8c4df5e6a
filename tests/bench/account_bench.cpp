// What a client with many customers does first, and what a comment costs.
#include <fmt/format.h>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {

using namespace ledger::test;

void account_benchmark(const Settings& settings) {
  constexpr int connections = 64;
  constexpr double accounts_opened = 10'000;
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  ApiServer api(database.service());
  const std::vector<MeteredProgram> programs{{"PostgreSQL", postmaster_of(database.owner())},
                                             {"ledger-api", api.process().pid()}};
  const auto load = [&](const std::string& name, const std::string& kind) {
    return RoundedLoad{name, [&, kind] {
                         checkpoint(database.owner());
                         return metered(programs, [&] {
                           return run_commands({.url = api.url(),
                                                .accounts = accounts,
                                                .kind = kind,
                                                .connections = connections,
                                                .seconds = settings.seconds});
                         });
                       }};
  };
  print_rounds_header("Accounts opened one by one, and deposits with a comment");
  const auto medians = measure_rounds({load("accounts", "accounts"), load("accounts with an outside id", "outside_ids"),
                                       load("deposits", "deposits"), load("deposits with a comment", "comments")},
                                      connections);
  print_ratio("with a comment in relation to without", connections, medians[3], medians[2]);
  fmt::print(
      "\nAt these rates, {:.0f} accounts take {:.1f} s, and {:.1f} s with an outside id. No request opens several.\n",
      accounts_opened, accounts_opened / medians[0].requests_per_second,
      accounts_opened / medians[1].requests_per_second);
}

}  // namespace ledger::bench
