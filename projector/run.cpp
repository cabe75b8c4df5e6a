#include "projector/run.hpp"

#include "ledger/followers/journal_workers.hpp"
#include "projector/journal_projector.hpp"

namespace ledger {

int run_projectors(const ProjectorSettings& settings, const std::string& status_address, StopSignal& stop) {
  return run_journal_workers("ledger-projector", settings.database, status_address, stop,
                             [&settings](JournalId journal, prometheus::Registry& metrics) {
                               return std::make_unique<JournalProjector>(settings, journal, metrics);
                             });
}

}  // namespace ledger
