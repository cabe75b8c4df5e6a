#include "projector/run.hpp"

#include <iostream>

#include "ledger/followers/journal_workers.hpp"
#include "ledger/schema/settings_check.hpp"
#include "projector/journal_projector.hpp"

namespace ledger {

int run_projectors(const ProjectorSettings& settings, const std::string& status_address, StopSignal& stop) {
  return run_journal_workers("ledger-projector", settings.database, status_address, stop,
                             [&settings](JournalId journal, prometheus::Registry& metrics) {
                               return std::make_unique<JournalProjector>(settings, journal, metrics);
                             });
}

int check_projector(const ProjectorSettings& settings) {
  SettingsCheck check(std::cout);
  check.check("PostgreSQL", [&] { return look_at_database(settings.database, "ledger-projector"); });
  return check.exit_code();
}

}  // namespace ledger
