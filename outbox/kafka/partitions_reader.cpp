#include "outbox/kafka/partitions_reader.hpp"

#include "outbox/kafka/failure.hpp"

namespace ledger::kafka {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int consume_wait_ms = 100;

}  // namespace

PartitionsReader::PartitionsReader(const ClusterSettings& cluster, const std::string& topic,
                                   std::vector<PartitionRange> ranges, std::chrono::milliseconds patience,
                                   Isolation isolation)
    : ranges_(std::move(ranges)), patience_(patience) {
  Configuration configuration(cluster);
  configuration.set("isolation.level", isolation == Isolation::read_committed ? "read_committed" : "read_uncommitted")
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

Message PartitionsReader::consume(const PartitionRange& range) {
  Message message(rd_kafka_consume(topic_.get(), range.partition, consume_wait_ms));
  if (!message || message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return message;
  const std::string topic = rd_kafka_topic_name(topic_.get());
  if (is_missing_right(message->err)) throw Failure(Remedy::ask_operator, text_of_missing(read_topic(topic)));
  if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
    throw Failure(Remedy::start_over, "an offset of Kafka topic " + topic + " is not there any more");
  }
  return message;
}

Message PartitionsReader::next(std::size_t index) {
  const auto& range = ranges_[index];
  auto& reached = reached_[index];
  const auto give_up_at = SteadyClock::now() + patience_;
  // The end of a partition is reported with the offset behind the markers; a record's own offset never gets there.
  while (reached < range.end) {
    auto message = consume(range);
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      reached = message->offset + 1;
      if (message->offset < range.end) return message;
    } else if (message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      reached = message->offset;
    } else if (SteadyClock::now() >= give_up_at) {
      throw Failure(Remedy::start_over, std::string("the end of a partition of Kafka topic ") +
                                            rd_kafka_topic_name(topic_.get()) + " was not reached in time");
    }
  }
  return nullptr;
}

void PartitionsReader::await_answer(std::size_t index) {
  const auto give_up_at = SteadyClock::now() + patience_;
  while (SteadyClock::now() < give_up_at) {
    const auto message = consume(ranges_[index]);
    const auto code = message ? message->err : RD_KAFKA_RESP_ERR__TIMED_OUT;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__PARTITION_EOF) return;
  }
  throw Failure(Remedy::start_over,
                std::string("Kafka topic ") + rd_kafka_topic_name(topic_.get()) + " could not be read in time");
}

}  // namespace ledger::kafka
