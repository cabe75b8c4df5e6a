// Finds where a journal and its line on Kafka part: the last position that both have.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ledger/journal/event_reader.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/topics/cursor.hpp"
#include "outbox/topics/published_line.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// The result of comparing the line that ends at the cursor with the journal.
struct LineComparison {
  /// The last event that line and journal both have, or position 0 with the genesis hash; nothing where that cannot be
  /// proven. Everything before it is the same on both, since hashes chain.
  std::optional<ChainPoint> common;
  /// The end of the line: at the cursor, or without one at its last event. Nothing if the topic has no event of it.
  std::optional<ChainPoint> end;
  /// The reason why the line cannot be followed from the last common position to its end, naming what is missing; empty
  /// if it can.
  std::string problem;
  /// The ranges of the topic that hold all of the line behind the last common position.
  std::vector<kafka::PartitionRange> ranges;
  /// True if the topic has no record of the journal at all.
  bool is_empty = false;
  /// The last position before the end that the topic lacks, though it has forgotten nothing; nothing if there is none,
  /// or if not all of the topic was read.
  std::optional<Position> missing{};

  /// Returns true if line and journal have a common position, the line has an end, and nothing is wrong: all events
  /// that only Kafka has can be read.
  [[nodiscard]] bool is_whole() const { return common && end && problem.empty(); }
};

/// More offsets than a partition has.
constexpr std::int64_t whole_topic = std::numeric_limits<std::int64_t>::max();

/// The ranges of a topic with all that is there now, or the last `tail` offsets of each partition of it.
std::vector<kafka::PartitionRange> ranges_of(kafka::Admin& admin, const std::string& topic, int partitions,
                                             std::int64_t tail);

/// Follows the line from a position that both have to the cursor's position and hash, or to its end where `cursor` is
/// null. Reads no more of the topic than a few times what the journal lacks. Throws kafka::Failure, ConnectionLost,
/// StatementFailed.
LineComparison compare_line(const RelaySettings& settings, JournalId journal, const Epochs& epochs,
                            const Cursor* cursor, kafka::Admin& admin, EventReader& reader,
                            const std::stop_token& stop);

/// Returns true if the topic holds the event at the cursor, which is the journal's last one there; also for a cursor at
/// position 0, and if the topic is set to forget events and may have. Throws kafka::Failure.
bool line_reaches(const RelaySettings& settings, const Cursor& cursor, kafka::Admin& admin);

/// Calls `visit` with each event of the line behind `after`, in order, up to `end`; each follows from the one before.
/// Throws kafka::Failure(ask_operator) if one is missing or does not follow.
void follow_line(LineQuery question, const ChainPoint& after, const ChainPoint& end,
                 const std::function<void(Event)>& visit);

}  // namespace ledger
