#include <fmt/format.h>

#include "ledger/ctl/journal_count.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connections_many = 256;
constexpr const char* kinds[] = {"deposits", "transfers", "holds", "mix"};

void measure_commands(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  ApiServer api(database.service());
  const std::vector<MeteredProgram> programs{{"PostgreSQL", postmaster_of(database.owner())},
                                             {"ledger-api", api.process().pid()}};
  print_rounds_header("Commands over REST");
  for (const int at : {64, connections_many}) {
    std::vector<RoundedLoad> loads;
    for (const auto* kind : kinds) {
      loads.push_back({kind, [&, kind, at] {
                         checkpoint(database.owner());
                         return metered(programs, [&] {
                           return run_commands({.url = api.url(),
                                                .accounts = accounts,
                                                .kind = kind,
                                                .connections = at,
                                                .seconds = settings.seconds});
                         });
                       }});
    }
    const auto medians = measure_rounds(loads, at);
    for (std::size_t index = 1; index < medians.size(); ++index) {
      print_ratio(fmt::format("{} in relation to deposits", kinds[index]), at, medians[index], medians.front());
    }
  }
}

/// A ledger with so many journals.
class Journals {
 public:
  explicit Journals(std::int64_t count) {
    set_journal_count(database_.owner(), count);
    open_bench_accounts(database_.service(), count);
    // Each with a comma behind it.
    accounts_ =
        query_value(database_.owner(),
                    "select string_agg(account_id || ',', '') from (select distinct account_id from event) as opened");
    api_.emplace(database_.service(), Process::Environment{{"LEDGER_JOURNALS", std::to_string(count)}});
  }

  Measured run(int seconds) {
    checkpoint(database_.owner());
    return metered({{"PostgreSQL", postmaster_of(database_.owner())}, {"ledger-api", api_->process().pid()}}, [&] {
      return run_commands({.url = api_->url(),
                           .accounts = accounts_ + " 0",
                           .kind = "journals",
                           .connections = connections_many,
                           .seconds = seconds});
    });
  }

 private:
  TestDatabase database_;
  std::string accounts_;
  std::optional<ApiServer> api_;
};

void measure_journals(const Settings& settings) {
  Journals one(1);
  Journals two(2);
  print_rounds_header("Two journals");
  const auto medians = measure_rounds({{"1 journal, one transfer in five", [&] { return one.run(settings.seconds); }},
                                       {"2 journals, one transfer in five", [&] { return two.run(settings.seconds); }}},
                                      connections_many);
  print_ratio("two in relation to one", connections_many, medians[1], medians[0]);
}

}  // namespace

void command_benchmark(const Settings& settings) {
  measure_commands(settings);
  measure_journals(settings);
}

}  // namespace ledger::bench
