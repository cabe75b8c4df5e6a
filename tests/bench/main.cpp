#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "ledger/common/program.hpp"
#include "tests/bench/benchmarks.hpp"

namespace {

using namespace ledger::bench;

struct Part {
  const char* name;
  void (*run)(const Settings&);
};
constexpr Part parts[] = {{"write", write_benchmark}, {"commands", command_benchmark}, {"bulk", bulk_benchmark},
                          {"grpc", grpc_benchmark},   {"read", read_benchmark},        {"journal", journal_benchmark},
                          {"relay", relay_benchmark}, {"latency", latency_benchmark}};

}  // namespace

int main(int argc, char* argv[]) {
  CLI::App app("Measures the ledger on the servers that deploy/bench has started.", "ledger-bench");
  Settings settings;
  std::vector<std::string> chosen;
  app.add_option("parts", chosen, "write, commands, bulk, grpc, read, journal, relay, latency; all without a name");
  app.add_option("--seconds", settings.seconds, "how long each load runs")->check(CLI::Range(1, 600));
  app.add_option("--events", settings.events, "events where many are needed")
      ->check(CLI::Range(std::int64_t{10'000}, std::int64_t{100'000'000}));
  CLI11_PARSE(app, argc, argv);
  return ledger::run_program("ledger-bench", [&] {
    for (const auto& part : parts) {
      const bool wanted = chosen.empty() || std::find(chosen.begin(), chosen.end(), part.name) != chosen.end();
      if (wanted) part.run(settings);
    }
    return 0;
  });
}
