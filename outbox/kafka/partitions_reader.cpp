#include "outbox/kafka/partitions_reader.hpp"

#include "outbox/kafka/failure.hpp"

namespace ledger::kafka {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int consume_wait_ms = 100;

}  // namespace

PartitionsReader::PartitionsReader(const ClusterSettings& cluster, const std::string& topic,
                                   std::vector<PartitionRange> ranges, std::chrono::milliseconds patience)
    : ranges_(std::move(ranges)), patience_(patience) {
  Configuration configuration(cluster);
  configuration.set("isolation.level", "read_committed")
      .set("enable.partition.eof", "true")
      .set("enable.auto.offset.store", "false")
      .set("enable.auto.commit", "false")
      .set("auto.offset.reset", "error")
      .set("allow.auto.create.topics", "false")
      .set("queued.min.messages", "2000")
      .set("queued.max.messages.kbytes", "4096")
      .set("fetch.wait.max.ms", "20");
  client_ = configuration.make(RD_KAFKA_CONSUMER);
  topic_.reset(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  for (const auto& range : ranges_) {
    reached_.push_back(range.begin);
    if (range.begin >= range.end) continue;
    if (!topic_ || rd_kafka_consume_start(topic_.get(), range.partition, range.begin) != 0) {
      throw Failure(Remedy::start_over, "Kafka topic " + topic + " cannot be read");
    }
  }
}

PartitionsReader::~PartitionsReader() {
  for (const auto& range : ranges_) {
    if (range.begin < range.end) rd_kafka_consume_stop(topic_.get(), range.partition);
  }
}

Message PartitionsReader::next(std::size_t index) {
  const auto& range = ranges_[index];
  auto& reached = reached_[index];
  const auto give_up_at = SteadyClock::now() + patience_;
  // The end of a partition is reported with the offset behind the markers; a record's own offset never gets there.
  while (reached < range.end) {
    Message message(rd_kafka_consume(topic_.get(), range.partition, consume_wait_ms));
    const auto where =
        std::string(rd_kafka_topic_name(topic_.get())) + ", partition " + std::to_string(range.partition);
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      reached = message->offset + 1;
      if (message->offset < range.end) return message;
    } else if (message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      reached = message->offset;
    } else if (message && (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                           message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)) {
      throw Failure(Remedy::start_over, "Kafka topic " + where + ": an offset is not there any more");
    } else if (message && message->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      throw Failure(Remedy::ask_operator, "Kafka topic " + where + ": " + rd_kafka_message_errstr(message.get()));
    } else if (SteadyClock::now() >= give_up_at) {
      throw Failure(Remedy::start_over, "the end of Kafka topic " + where + " was not reached in time");
    }
  }
  return nullptr;
}

}  // namespace ledger::kafka
