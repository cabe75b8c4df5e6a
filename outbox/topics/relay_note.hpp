// The note in PostgreSQL of what has been published: advisory, may lag behind the cursor.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ledger/postgres/postgres.hpp"
#include "outbox/topics/cursor.hpp"

namespace ledger {

struct RelayNote {
  /// The cursor, with its current epoch only: see `epoch`.
  Cursor cursor;
  /// The epoch that was current when the note was written.
  Epoch epoch = first_epoch;
  std::string cluster_id;
  std::string events_topic;
  std::string balances_topic;
  /// The end offsets by partition; the topics cannot end before these. They count the end of the last transaction,
  /// which the broker may write a moment later.
  std::vector<std::int64_t> events_ends;
  std::vector<std::int64_t> balances_ends;
};

/// For one thread. Throws ConnectionLost or StatementFailed; after that make another one.
class RelayNotes {
 public:
  RelayNotes(const DatabaseSettings& database, std::stop_token stop);

  std::optional<RelayNote> find(JournalId journal);
  /// Returns true if another journal has a note.
  bool any_beside(JournalId journal);
  void write(const RelayNote& note);
  /// Removes the traces of the events that were published last, more than one Kafka transaction has: those of the one
  /// before are left where a relay was killed between publishing and this.
  void forget_traces(const Cursor& published);

 private:
  PostgresConnection connection_;
};

}  // namespace ledger
