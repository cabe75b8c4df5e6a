// Reading all partitions of a topic as a read_committed consumer sees them, without a consumer group.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "outbox/kafka/configuration.hpp"

namespace ledger::kafka {

/// An offset is not there any more, or not yet: the topic was made anew, or its records have been deleted.
class OffsetGone : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The beginning of a partition, whatever the offset of its oldest record is.
constexpr std::int64_t from_beginning = RD_KAFKA_OFFSET_BEGINNING;

/// For one thread. A broker that is away, or a topic that is not there yet, is waited for by librdkafka itself.
class TopicReader {
 public:
  /// Begins at offsets[n] in partition n; the topic has as many partitions as there are offsets. Throws Failure.
  TopicReader(const ClusterSettings& cluster, const std::string& topic, const std::vector<std::int64_t>& offsets);
  ~TopicReader();
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  /// The next record of some partition, in order within each; or, with err RD_KAFKA_RESP_ERR__PARTITION_EOF, the news
  /// that all before its offset has been read; or null if nothing came in time. Throws OffsetGone or Failure.
  Message next(std::chrono::milliseconds timeout);

 private:
  std::string name_;
  int partitions_;
  Client client_;
  Topic topic_;
  Queue queue_;
};

}  // namespace ledger::kafka
