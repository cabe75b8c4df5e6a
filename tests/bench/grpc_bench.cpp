#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/rounds.hpp"
#include "tests/bench/loads/grpc_load.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {

using namespace ledger::test;

void grpc_benchmark(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  ApiServer api(database.service());
  const std::vector<MeteredProgram> programs{{"PostgreSQL", postmaster_of(database.owner())},
                                             {"ledger-api", api.process().pid()}};
  const auto run_rest = [&](int at) {
    checkpoint(database.owner());
    return metered(programs, [&] {
      return run_commands({.url = api.url(), .accounts = accounts, .connections = at, .seconds = settings.seconds});
    });
  };
  const auto run_grpc = [&](int at) {
    checkpoint(database.owner());
    return metered(
        programs, [&] { return run_grpc_deposits(api.grpc_target(), bench_account_count, at, settings.seconds); },
        Generator::this_program);
  };
  print_rounds_header("gRPC unary against REST, single deposits");
  for (const int at : {8, 64, 256}) {
    const auto medians =
        measure_rounds({{"REST", [&] { return run_rest(at); }}, {"gRPC", [&] { return run_grpc(at); }}}, at);
    print_ratio("gRPC in relation to REST", at, medians[1], medians[0]);
  }
}

}  // namespace ledger::bench
