// A journal's events as they stand on the events topic: merged by position from all partitions, without what is void.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/epochs.hpp"
#include "outbox/kafka/partitions_reader.hpp"

namespace ledger {

/// Selects the records that make up the line.
struct LineQuery {
  kafka::ClusterSettings cluster;
  std::string topic;
  JournalId journal;
  /// Records that are void by these are left out.
  Epochs epochs;
  std::vector<kafka::PartitionRange> ranges;
  std::chrono::milliseconds patience{8'000};
};

/// For one thread. Memory is bounded: of each partition, one event is looked at.
class PublishedLine {
 public:
  /// Throws kafka::Failure.
  explicit PublishedLine(LineQuery question);

  /// The first position of each range's records that are on the line; nothing for a range that has none.
  [[nodiscard]] std::vector<std::optional<Position>> first_positions() const;

  /// All records at the next position that has any, usually one: an older program may have published two lines without
  /// an epoch between them. Empty at the end. Doubles are left out. Throws kafka::Failure.
  std::vector<Event> next();

 private:
  void advance(std::size_t index);

  LineQuery question_;
  kafka::PartitionsReader reader_;
  /// The next event on the line, by range.
  std::vector<std::optional<Event>> heads_;
};

}  // namespace ledger
