// Table journal_guard as the relay and operators change it: which database was compared with Kafka, and whether writers
// must stop. Writers read it under the journal's lock, so it is changed under that lock only.
#pragma once

#include <stop_token>

#include "ledger/domain/epochs.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// For one thread. Every call throws ConnectionLost or StatementFailed; after that make another one.
class JournalGuard {
 public:
  explicit JournalGuard(const DatabaseSettings& database, std::stop_token stop = {});

  /// Confirms that Kafka has no event that this database lacks: writers may go on. `published` is where Kafka's line
  /// ends. False, and nothing changes, if the journal does not hold that event, or if somebody else has found that the
  /// line goes on further: a relay that slept must not undo that. Takes over epochs that the database does not have
  /// yet. Throws InvariantViolation if it has others.
  bool confirm(JournalId journal, const ChainPoint& published, const Epochs& epochs);

  /// Stops writers, because Kafka's line goes on to `published` from `common`, the last position that both have. False,
  /// and nothing changes, if the journal holds that event by now.
  bool stop(JournalId journal, const ChainPoint& published, Position common);

  /// Returns true if this very database is confirmed, on this timeline, and nothing stops its writers.
  bool is_confirmed(JournalId journal);

 private:
  class Locked;
  PostgresConnection connection_;
};

}  // namespace ledger
