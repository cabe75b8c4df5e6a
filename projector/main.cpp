// ledger-projector: derives balance snapshots from the journal's events.
#include <algorithm>

#include "ledger/process/command_line.hpp"
#include "ledger/process/listen_host.hpp"
#include "ledger/process/program.hpp"
#include "projector/run.hpp"

namespace {

using namespace std::chrono_literals;

constexpr const char* description =
    "Derives balance snapshots from the ledger's journal, so that a balance on a date costs little. Reads are right\n"
    "without it as well, as they add the events that are not projected yet. It works until SIGTERM or SIGINT. Any\n"
    "number may run: one works, the others wait to take over.";

}  // namespace

int main(int argc, char* argv[]) {
  ledger::StopSignal stop;
  ledger::ProjectorSettings settings;
  std::string status_address = "127.0.0.1:8001";
  bool check_only = false;
  const ledger::CommandLine line(description);
  ledger::add_database_options(line, settings.database);
  line.flag({.flag = "--check", .help = "say whether settings and database are good, and exit with 0 if so, else 1"},
            check_only);
  const ledger::ListenHost listen(line);
  const auto address = line.text(
      {"--status-address", "LEDGER_PROJECTOR_STATUS_ADDRESS", "host:port of /livez, /readyz and /metrics; port 0: any"},
      status_address);
  line.number({"--batch-events-max", "LEDGER_PROJECTOR_BATCH_EVENTS_MAX", "events in one database transaction"},
              settings.batch_events_max, {1, 100'000});
  line.number({"--accounts-max", "LEDGER_PROJECTOR_ACCOUNTS_MAX",
               "accounts kept in memory between two of them, some 500 bytes each"},
              settings.accounts_max, {1, 100'000'000});
  line.duration({"--poll-interval-ms", "LEDGER_PROJECTOR_POLL_INTERVAL_MS",
                 "how often to look for new events after a while without any; at most once a second after two "
                 "seconds, as ledger-api then announces the next one by NOTIFY"},
                settings.poll_max, {1ms, 10min});
  line.duration(
      {"--lease-ms", "LEDGER_PROJECTOR_LEASE_MS", "how long a projector that vanished keeps a second one waiting"},
      settings.lease_duration, {1ms, 10min});
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  listen.apply_to(status_address, address);
  settings.poll_min = std::min(settings.poll_min, settings.poll_max);
  return ledger::run_program("ledger-projector", [&] {
    if (check_only) return ledger::check_projector(settings);
    return ledger::run_projectors(settings, status_address, stop);
  });
}
