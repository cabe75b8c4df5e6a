// Reading all partitions of a topic as a read_committed consumer sees them, without a consumer group.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "outbox/kafka/configuration.hpp"

namespace ledger::test {

/// The beginning of a partition, whatever the offset of its oldest record is.
constexpr std::int64_t from_beginning = RD_KAFKA_OFFSET_BEGINNING;

/// For one thread. A broker that is away, or a topic that is not there yet, is waited for by librdkafka itself.
class TopicReader {
 public:
  /// Begins at offsets[n] in partition n; the topic has as many partitions as there are offsets. Throws kafka::Failure.
  TopicReader(const kafka::ClusterSettings& cluster, const std::string& topic,
              const std::vector<std::int64_t>& offsets);
  ~TopicReader();
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  /// The next record of some partition, in order within each; or, with err RD_KAFKA_RESP_ERR__PARTITION_EOF, the news
  /// that all before its offset has been read; or null if nothing came in time. Throws kafka::Failure, or
  /// std::runtime_error for an offset that is not there: the topic was made anew, or its records were deleted.
  kafka::Message next(std::chrono::milliseconds timeout);

 private:
  std::string name_;
  int partitions_;
  kafka::Client client_;
  kafka::Topic topic_;
  kafka::Queue queue_;
};

}  // namespace ledger::test
