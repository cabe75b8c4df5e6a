#include "tests/support/kafka/committed_topic.hpp"

namespace ledger::test {
namespace {

constexpr std::chrono::milliseconds wait{20};
/// Longer than the broker takes from a commit to showing it.
constexpr std::chrono::milliseconds quiet{500};

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

ConsumedRecord consumed_record(const rd_kafka_message_t& message) {
  return {.partition = message.partition,
          .offset = message.offset,
          .key = std::string(static_cast<const char*>(message.key), message.key_len),
          .value = std::string(static_cast<const char*>(message.payload), message.len),
          .headers = headers_of(message)};
}

CommittedTopic::CommittedTopic(const std::string& brokers, const std::string& topic, int partitions)
    : reader_({.brokers = brokers, .properties = {}}, topic,
              std::vector<std::int64_t>(static_cast<std::size_t>(partitions), from_beginning)) {}

bool CommittedTopic::read_one(std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() < 0) return false;
    const auto message = reader_.next(left);
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    records_.push_back(consumed_record(*message));
    return true;
  }
}

const std::vector<ConsumedRecord>& CommittedTopic::read(std::size_t count, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (records_.size() < count && std::chrono::steady_clock::now() < end) read_one(wait);
  return records_;
}

const std::vector<ConsumedRecord>& CommittedTopic::read_rest() {
  while (read_one(quiet)) continue;
  return records_;
}

}  // namespace ledger::test
