#include <algorithm>
#include <string>
#include <vector>

#include "ledger/common/command_line.hpp"
#include "ledger/common/program.hpp"
#include "tests/bench/benchmarks.hpp"

namespace {

using namespace ledger::bench;

struct Part {
  const char* name;
  void (*run)(const Settings&);
};
constexpr Part parts[] = {
    {"write", write_benchmark},     {"commands", command_benchmark}, {"bulk", bulk_benchmark},
    {"holds", hold_benchmark},      {"grpc", grpc_benchmark},        {"read", read_benchmark},
    {"journal", journal_benchmark}, {"relay", relay_benchmark},      {"latency", latency_benchmark}};

}  // namespace

int main(int argc, char* argv[]) {
  const ledger::CommandLine line("Measures the ledger on the servers that deploy/bench has started.", "ledger-bench");
  Settings settings;
  std::vector<std::string> chosen;
  line.texts({.flag = "parts",
              .help = "write, commands, bulk, holds, grpc, read, journal, relay, latency; all without a name"},
             chosen);
  line.number({.flag = "--seconds", .help = "how long each load runs"}, settings.seconds, {1, 600});
  line.number({.flag = "--events", .help = "events where many are needed"}, settings.events, {10'000, 100'000'000});
  line.number({.flag = "--holds", .help = "holds that end at once"}, settings.holds, {1'000, 1'000'000});
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  return ledger::run_program("ledger-bench", [&] {
    for (const auto& part : parts) {
      const bool wanted = chosen.empty() || std::find(chosen.begin(), chosen.end(), part.name) != chosen.end();
      if (wanted) part.run(settings);
    }
    return 0;
  });
}
