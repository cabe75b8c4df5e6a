// ledger-arrivals: sends deposits at a constant rate and prints what became of them, a figure a line.
#include <fmt/format.h>

#include <string>

#include "ledger/process/command_line.hpp"
#include "ledger/process/program.hpp"
#include "tests/bench/arrivals/arrival_load.hpp"

namespace {

using ledger::arrivals::ArrivalReport;
using ledger::arrivals::ArrivalSettings;

constexpr const char* description =
    "Sends deposits to a ledger-api at a constant rate, whether the ones before are answered or not. A request's time\n"
    "counts from when it was due: one that had to wait for a free connection, or for this program, is not made to "
    "look\n"
    "quick.";

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print(const ArrivalReport& report) {
  fmt::print("arrivals {}\naccepted {}\nrefused {}\nfailed {}\nunsent {}\nseconds {:.3f}\n", report.arrivals,
             report.accepted, report.refused, report.failed, report.unsent, report.seconds);
  fmt::print("accepted_ms_p50 {:.3f}\naccepted_ms_p99 {:.3f}\naccepted_ms_p999 {:.3f}\naccepted_ms_max {:.3f}\n",
             percentile(report.accepted_ms, 0.5), percentile(report.accepted_ms, 0.99),
             percentile(report.accepted_ms, 0.999), percentile(report.accepted_ms, 1));
  fmt::print("refused_ms_p99 {:.3f}\n", percentile(report.refused_ms, 0.99));
}

}  // namespace

int main(int argc, char* argv[]) {
  ArrivalSettings settings;
  int rate = static_cast<int>(settings.rate);
  const ledger::CommandLine line(description, "ledger-arrivals");
  line.text({.flag = "--host", .help = "the server's address, in digits"}, settings.host);
  line.number({.flag = "--port", .help = "its port", .required = true}, settings.port, {1, 65'535});
  line.number({.flag = "--rate", .help = "deposits that arrive in a second"}, rate, {1, 1'000'000});
  line.number({.flag = "--seconds", .help = "for how long they do"}, settings.seconds, {1, 3'600});
  line.number({.flag = "--connections", .help = "connections, each with one request at a time"}, settings.connections,
              {1, 60'000});
  line.number({.flag = "--first-account", .help = "the first of the accounts that money goes to"},
              settings.first_account, {1, std::int64_t{1} << 50U});
  line.number({.flag = "--accounts", .help = "how many accounts that is"}, settings.accounts,
              {1, std::int64_t{1} << 40U});
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  settings.rate = rate;
  return ledger::run_program("ledger-arrivals", [&] {
    print(run_arrivals(settings));
    return 0;
  });
}
