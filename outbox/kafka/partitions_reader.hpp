// Reading the partitions of a topic, each at its own pace, as a read_committed consumer sees them, without a group.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "outbox/kafka/configuration.hpp"

namespace ledger::kafka {

/// A part of a partition: offsets from `begin` to before `end`.
struct PartitionRange {
  int partition = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  /// True if nothing is left out before `begin`.
  bool begins_with_partition = false;
};

/// With read_uncommitted, records of transactions that are still open, or were given up, are read as well.
enum class Isolation { read_committed, read_uncommitted };

/// For one thread. Keeps a bounded number of records in memory, however large the ranges are.
class PartitionsReader {
 public:
  /// Each partition at most once. `patience`: how long a partition may stay silent before its end has been reached, as
  /// while a transaction is open there. Throws Failure.
  PartitionsReader(const ClusterSettings& cluster, const std::string& topic, std::vector<PartitionRange> ranges,
                   std::chrono::milliseconds patience, Isolation isolation = Isolation::read_committed);
  ~PartitionsReader();
  PartitionsReader(const PartitionsReader&) = delete;
  PartitionsReader& operator=(const PartitionsReader&) = delete;

  [[nodiscard]] std::size_t size() const { return ranges_.size(); }
  [[nodiscard]] const PartitionRange& range(std::size_t index) const { return ranges_[index]; }

  /// The next committed record of ranges[index], in order; null once its end has been reached. Throws
  /// Failure(start_over) if the partition stays silent for too long, or the offset is not there any more.
  Message next(std::size_t index);
  /// Returns once the broker has answered for ranges[index], with a record or with the news that there is none. Throws
  /// Failure as next() does, and Failure(ask_operator) if the right to read is missing.
  void await_answer(std::size_t index);

 private:
  /// Returns a message that the broker has sent within a moment, or null. Throws Failure if the obstacle will not pass.
  Message consume(const PartitionRange& range);

  std::vector<PartitionRange> ranges_;
  /// The offset behind the last one that is known to have been read, by range.
  std::vector<std::int64_t> reached_;
  std::chrono::milliseconds patience_;
  Client client_;
  Topic topic_;
};

}  // namespace ledger::kafka
