// How far a journal has come, and how far its followers are: the projector and the relay. Point look-ups only, whatever
// the tables' length.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

struct FollowerProgress {
  /// The last position that it has noted; nothing if it has never noted one. The relay's true place is the cursor in
  /// Kafka, which is at this position or a batch further.
  std::optional<Position> position;
  /// The age of the first event behind it, by the database's clock in microseconds; 0 if there is none.
  std::int64_t age_us = 0;
  /// The process that has the lease; empty if nobody does, or the lease is over.
  std::string holder;
};

struct JournalProgress {
  /// The journal's last position; 0 while it is empty.
  Position end;
  FollowerProgress projector;
  FollowerProgress relay;
};

/// The progress of a journal that exists.
JournalProgress journal_progress(pqxx::transaction_base& transaction, JournalId journal);

}  // namespace ledger
