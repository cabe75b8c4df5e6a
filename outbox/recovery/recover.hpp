// Taking back from Kafka what a restored database lost.
#pragma once

#include <cstdint>

#include "ledger/restore/journal_recovery.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// The work that a recovery has done.
struct RecoveryReport {
  std::int64_t events = 0;
  /// The position at which the journal ends now.
  Position end;
};

/// Appends the events that only Kafka has to the journal, byte for byte, in pages, after all of them have been read
/// once and their chain was found to lead from the journal's end to the cursor; writers stop meanwhile and go on at the
/// end. May be called again if it was interrupted: it goes on. Waits for the lease, so no relay may be working. Throws
/// std::runtime_error with what is wrong and which command would do; kafka::Failure, ConnectionLost, StatementFailed.
RecoveryReport recover(const RelaySettings& settings, JournalId journal);

}  // namespace ledger
