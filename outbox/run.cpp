#include "outbox/run.hpp"

#include "ledger/followers/journal_workers.hpp"
#include "outbox/relay/relay.hpp"

namespace ledger {

int run_relays(const RelaySettings& settings, const std::string& status_address, StopSignal& stop) {
  return run_journal_workers("ledger-outbox", settings.database, status_address, stop,
                             [&settings](JournalId journal, prometheus::Registry& metrics) {
                               return std::make_unique<Relay>(settings, journal, metrics);
                             });
}

}  // namespace ledger
