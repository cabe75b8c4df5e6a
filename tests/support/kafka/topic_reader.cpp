#include "tests/support/kafka/topic_reader.hpp"

#include <stdexcept>

#include "outbox/kafka/failure.hpp"

namespace ledger::test {

TopicReader::TopicReader(const kafka::ClusterSettings& cluster, const std::string& topic,
                         const std::vector<std::int64_t>& offsets)
    : name_(topic), partitions_(static_cast<int>(offsets.size())) {
  kafka::Configuration configuration(cluster);
  configuration.set("isolation.level", "read_committed")
      .set("enable.partition.eof", "true")
      .set("enable.auto.offset.store", "false")
      .set("enable.auto.commit", "false")
      .set("auto.offset.reset", "error")
      .set("allow.auto.create.topics", "false")
      .set("fetch.wait.max.ms", "20");
  client_ = configuration.make(RD_KAFKA_CONSUMER);
  topic_.reset(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  queue_.reset(rd_kafka_queue_new(client_.get()));
  for (int partition = 0; partition < partitions_; ++partition) {
    const auto offset = offsets[static_cast<std::size_t>(partition)];
    if (!topic_ || rd_kafka_consume_start_queue(topic_.get(), partition, offset, queue_.get()) != 0) {
      throw kafka::Failure(kafka::Remedy::start_over, "Kafka topic " + topic + " cannot be read");
    }
  }
}

TopicReader::~TopicReader() {
  for (int partition = 0; partition < partitions_; ++partition) rd_kafka_consume_stop(topic_.get(), partition);
}

kafka::Message TopicReader::next(std::chrono::milliseconds timeout) {
  kafka::Message message(rd_kafka_consume_queue(queue_.get(), static_cast<int>(timeout.count())));
  if (!message) return nullptr;
  switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      return message;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      throw std::runtime_error(rd_kafka_message_errstr(message.get()));
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      throw kafka::Failure(kafka::Remedy::ask_operator, text_of_missing(kafka::read_topic(name_)));
    default:
      // The rest passes by itself: a broker that is away, a topic that is not there yet.
      return nullptr;
  }
}

}  // namespace ledger::test
