// ledger-projector: derives balance snapshots from the journal's events.
#include <CLI/CLI.hpp>

#include "ledger/common/program.hpp"
#include "projector/run.hpp"

namespace {

constexpr const char* description =
    "Derives balance snapshots from the ledger's journal, so that a balance on a date costs little. Reads are right\n"
    "without it as well, as they add the events that are not projected yet. It works until SIGTERM or SIGINT. Any\n"
    "number may run: one works, the others wait to take over.";

template <class Duration>
void add_milliseconds(CLI::App& app, const std::string& flag, const std::string& environment, Duration& setting,
                      const std::string& help) {
  app.add_option_function<std::int64_t>(
         flag, [&setting](const std::int64_t& value) { setting = std::chrono::milliseconds(value); }, help)
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{600'000}))
      ->envname(environment)
      ->default_str(std::to_string(setting.count()));
}

}  // namespace

int main(int argc, char* argv[]) {
  ledger::StopSignal stop;
  ledger::ProjectorSettings settings;
  std::string status_address = "127.0.0.1:8001";
  CLI::App app(description);
  ledger::add_database_options(app, settings.database);
  app.add_option("--status-address", status_address, "host:port of /livez, /readyz and /metrics; port 0: any")
      ->envname("LEDGER_PROJECTOR_STATUS_ADDRESS")
      ->capture_default_str();
  app.add_option("--batch-events-max", settings.batch_events_max, "events in one database transaction")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
      ->envname("LEDGER_PROJECTOR_BATCH_EVENTS_MAX")
      ->capture_default_str();
  add_milliseconds(app, "--poll-interval-ms", "LEDGER_PROJECTOR_POLL_INTERVAL_MS", settings.poll_max,
                   "how often to look for new events after a while without any");
  add_milliseconds(app, "--lease-ms", "LEDGER_PROJECTOR_LEASE_MS", settings.lease_duration,
                   "how long a projector that vanished keeps a second one waiting");
  CLI11_PARSE(app, argc, argv);
  settings.poll_min = std::min(settings.poll_min, settings.poll_max);
  return ledger::run_program("ledger-projector",
                             [&] { return ledger::run_projectors(settings, status_address, stop); });
}
