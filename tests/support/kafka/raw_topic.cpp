#include "tests/support/kafka/raw_topic.hpp"

#include <stdexcept>

#include "outbox/kafka/configuration.hpp"
#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

constexpr int wait_ms = 100;

std::string text_of(const void* bytes, std::size_t size) { return {static_cast<const char*>(bytes), size}; }

void read_partition(const std::string& brokers, const std::string& name, int partition,
                    std::vector<RawRecord>& records) {
  kafka::Configuration configuration({.brokers = brokers, .properties = {}});
  configuration.set("isolation.level", "read_uncommitted").set("enable.partition.eof", "true");
  const auto client = configuration.make(RD_KAFKA_CONSUMER);
  const kafka::Topic topic(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
  rd_kafka_consume_start(topic.get(), partition, RD_KAFKA_OFFSET_BEGINNING);
  bool ended = false;
  const bool in_time = eventually([&] {
    const kafka::Message message(rd_kafka_consume(topic.get(), partition, wait_ms));
    if (!message) return ended;
    ended = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return ended;
    records.push_back(
        {.partition = partition,
         .offset = message->offset,
         .key = text_of(message->key, message->key_len),
         .value = message->payload == nullptr ? std::nullopt : std::optional(text_of(message->payload, message->len))});
    return false;
  });
  rd_kafka_consume_stop(topic.get(), partition);
  if (!in_time) throw std::runtime_error("topic " + name + " could not be read in time");
}

}  // namespace

std::vector<RawRecord> raw_records(const std::string& brokers, const std::string& topic, int partitions) {
  std::vector<RawRecord> records;
  for (int partition = 0; partition < partitions; ++partition) read_partition(brokers, topic, partition, records);
  return records;
}

}  // namespace ledger::test
