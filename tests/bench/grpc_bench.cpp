#include <fmt/format.h>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/grpc_load.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {

using namespace ledger::test;

void grpc_benchmark(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  const ApiServer api(database.service());
  print_load_header("gRPC unary against REST, single deposits");
  for (const int at : {8, 64, 256}) {
    checkpoint(database.owner());
    const auto rest =
        run_wrk(api.url(), "commands.lua", fmt::format("{} deposits {}", accounts, at), at, settings.seconds);
    print_load_row("REST", at, rest);
    checkpoint(database.owner());
    const auto grpc = run_grpc_deposits(api.grpc_target(), bench_account_count, at, settings.seconds);
    print_load_row("gRPC", at, grpc);
    fmt::print("| {:<42} | {:>4} | {:>9.2f} | | |\n", "gRPC in relation to REST", at,
               grpc.requests_per_second / rest.requests_per_second);
  }
}

}  // namespace ledger::bench
