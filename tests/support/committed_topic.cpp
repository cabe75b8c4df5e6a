#include "tests/support/committed_topic.hpp"

#include <stdexcept>

namespace ledger::test {
namespace {

constexpr int wait_ms = 20;
/// Longer than the broker takes from a commit to showing it.
constexpr int quiet_ms = 500;

std::map<std::string, std::string> headers_of(const rd_kafka_message_t& message) {
  std::map<std::string, std::string> result;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return result;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t index = 0;
       rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++index) {
    result[name] = std::string(static_cast<const char*>(value), size);
  }
  return result;
}

}  // namespace

CommittedTopic::CommittedTopic(const std::string& brokers, const std::string& topic, int partitions)
    : partitions_(partitions) {
  kafka::Configuration configuration({.brokers = brokers, .properties = {}});
  configuration.set("isolation.level", "read_committed")
      .set("enable.auto.offset.store", "false")
      .set("enable.auto.commit", "false")
      .set("fetch.wait.max.ms", "10");
  client_ = configuration.make(RD_KAFKA_CONSUMER);
  topic_.reset(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  queue_.reset(rd_kafka_queue_new(client_.get()));
  for (int partition = 0; partition < partitions_; ++partition) {
    if (rd_kafka_consume_start_queue(topic_.get(), partition, RD_KAFKA_OFFSET_BEGINNING, queue_.get()) != 0) {
      throw std::runtime_error("topic " + topic + " cannot be read");
    }
  }
}

CommittedTopic::~CommittedTopic() {
  for (int partition = 0; partition < partitions_; ++partition) rd_kafka_consume_stop(topic_.get(), partition);
}

bool CommittedTopic::read_one(int timeout_ms) {
  const kafka::Message message(rd_kafka_consume_queue(queue_.get(), timeout_ms));
  if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  records_.push_back({.partition = message->partition,
                      .offset = message->offset,
                      .key = std::string(static_cast<const char*>(message->key), message->key_len),
                      .value = std::string(static_cast<const char*>(message->payload), message->len),
                      .headers = headers_of(*message)});
  return true;
}

const std::vector<ConsumedRecord>& CommittedTopic::read(std::size_t count, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (records_.size() < count && std::chrono::steady_clock::now() < end) read_one(wait_ms);
  return records_;
}

const std::vector<ConsumedRecord>& CommittedTopic::read_rest() {
  while (read_one(quiet_ms)) continue;
  return records_;
}

}  // namespace ledger::test
