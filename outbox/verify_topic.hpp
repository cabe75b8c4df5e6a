// `ledger-outbox verify`: whether the journal holds what was published, which the database's owner cannot change.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "outbox/topics/cursor.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// A difference at one position of the journal.
struct TopicDifference {
  Position position;
  std::string what;
};

/// The extent of the comparison, and its result.
struct TopicReport {
  JournalId journal;
  std::int64_t events = 0;
  /// The end of the line on the topic, which is an anchor.
  Cursor cursor;
  /// Positions that the topic does not have, from the first to the last of each gap: forgotten by its retention, or
  /// left out by an operator. What the journal has there was not compared. At most a hundred are listed.
  std::vector<std::pair<Position, Position>> gaps;
  /// The first difference; it ends the comparison.
  std::optional<TopicDifference> difference;
};

/// Told now and then: positions compared, and where the line ends.
using TopicProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Reads all of the events topic beside the journal and compares every field of every event that is not void, up to the
/// cursor; a relay may be at work meanwhile. Throws std::runtime_error without topic or cursor, or once stopped;
/// kafka::Failure, ConnectionLost, StatementFailed.
TopicReport verify_topic(const RelaySettings& settings, JournalId journal, const TopicProgress& progress,
                         const std::stop_token& stop);

}  // namespace ledger
