// Reads the records of a topic that a consumer with isolation.level=read_committed sees.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "tests/support/kafka/topic_reader.hpp"

namespace ledger::test {

struct ConsumedRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string key;
  std::string value;
  std::map<std::string, std::string> headers;
};

ConsumedRecord consumed_record(const rd_kafka_message_t& message);

/// Reads all partitions of a topic from their beginning, without a consumer group.
class CommittedTopic {
 public:
  /// Partitions 0 to `partitions` − 1; the topic may still have to be made.
  CommittedTopic(const std::string& brokers, const std::string& topic, int partitions);

  /// Reads on until there are at least `count` records in all, or the deadline has passed. Records of one partition
  /// stand in their order.
  const std::vector<ConsumedRecord>& read(std::size_t count,
                                          std::chrono::milliseconds deadline = std::chrono::seconds(30));
  /// Reads whatever is there now, and a moment longer to notice what should not be there.
  const std::vector<ConsumedRecord>& read_rest();

 private:
  /// Returns true if a record arrived in time.
  bool read_one(std::chrono::milliseconds timeout);

  TopicReader reader_;
  std::vector<ConsumedRecord> records_;
};

}  // namespace ledger::test
