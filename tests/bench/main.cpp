#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "ledger/process/command_line.hpp"
#include "ledger/process/program.hpp"
#include "tests/bench/benchmarks.hpp"

namespace {

using namespace ledger::bench;

struct Part {
  const char* name;
  void (*run)(const Settings&);
  /// True if it also runs when no part is named.
  bool usual = true;
};
constexpr Part parts[] = {{"write", write_benchmark},      {"arrivals", arrivals_benchmark},
                          {"commands", command_benchmark}, {"grpc", grpc_benchmark},
                          {"accounts", account_benchmark}, {"bulk", bulk_benchmark},
                          {"holds", hold_benchmark},       {"read", read_benchmark},
                          {"replicas", replica_benchmark}, {"distance", distance_benchmark},
                          {"memory", memory_benchmark},    {"idle", idle_benchmark},
                          {"journal", journal_benchmark},  {"relay", relay_benchmark},
                          {"latency", latency_benchmark},  {"profile", profile_benchmark, false},
                          {"size", size_benchmark, false}};

/// Throws std::invalid_argument if a name is of no part.
void check_names(const std::vector<std::string>& chosen) {
  for (const auto& name : chosen) {
    const auto has_name = [&](const Part& part) { return part.name == name; };
    if (std::none_of(std::begin(parts), std::end(parts), has_name)) {
      throw std::invalid_argument("there is no part " + name + ": see --help");
    }
  }
}

}  // namespace

int main(int argc, char* argv[]) {
  const ledger::CommandLine line("Measures the ledger on the servers that deploy/bench has started.", "ledger-bench");
  Settings settings;
  std::vector<std::string> chosen;
  line.texts({.flag = "parts",
              .help = "write, arrivals, commands, grpc, accounts, bulk, holds, read, replicas, distance, memory, idle, "
                      "journal, relay, latency; all of these without a name; profile, which needs perf (linux-perf); "
                      "size, which fills a journal to --events and measures at 1M, 10M, 30M and so on"},
             chosen);
  line.number({.flag = "--seconds", .help = "how long each load runs"}, settings.seconds, {1, 600});
  line.number({.flag = "--events", .help = "events where many are needed"}, settings.events, {10'000, 10'000'000'000});
  line.number({.flag = "--holds", .help = "holds that end at once"}, settings.holds, {1'000, 1'000'000});
  line.text({.flag = "--plot", .help = "of write: the file that its figures are drawn to, as SVG"}, settings.plot_file);
  line.text({.flag = "--flames", .help = "of profile: the folder that its flame graphs are drawn to, as SVG"},
            settings.flames_folder);
  line.number({.flag = "--overload-seconds", .help = "of arrivals: how long more arrives than the ledger can do"},
              settings.overload_seconds, {1, 600});
  line.number({.flag = "--distance-ms", .help = "of distance: how far PostgreSQL is away in each direction"},
              settings.distance_ms, {0, 1'000});
  line.number({.flag = "--accounts", .help = "of memory: how many accounts are touched"}, settings.accounts,
              {10'000, 100'000'000});
  line.text({.flag = "--uids", .help = "of size: v4 (random), v7 (time-ordered) or both"}, settings.uids);
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  return ledger::run_program("ledger-bench", [&] {
    if (settings.uids != "v4" && settings.uids != "v7" && settings.uids != "both") {
      throw std::invalid_argument("--uids is v4, v7 or both");
    }
    check_names(chosen);
    for (const auto& part : parts) {
      const bool wanted =
          (chosen.empty() && part.usual) || std::find(chosen.begin(), chosen.end(), part.name) != chosen.end();
      if (wanted) part.run(settings);
    }
    return 0;
  });
}
