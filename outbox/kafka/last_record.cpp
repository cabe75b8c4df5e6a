#include "outbox/kafka/last_record.hpp"

#include <algorithm>

#include "outbox/kafka/failure.hpp"

namespace ledger::kafka {
namespace {

using Clock = std::chrono::steady_clock;

/// The tail holds a record and a marker a transaction, and markers alone of aborted ones.
constexpr std::int64_t tail_offsets = 1'000;
constexpr std::int64_t tail_growth = 16;

class PartitionReader {
 public:
  PartitionReader(const ClusterSettings& cluster, const std::string& name, int partition, std::int64_t from,
                  const char* isolation = "read_committed")
      : partition_(partition) {
    Configuration configuration(cluster);
    configuration.set("isolation.level", isolation)
        .set("enable.partition.eof", "true")
        .set("enable.auto.offset.store", "false")
        .set("enable.auto.commit", "false")
        .set("allow.auto.create.topics", "false")
        .set("fetch.wait.max.ms", "20");
    client_ = configuration.make(RD_KAFKA_CONSUMER);
    topic_.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
    if (!topic_ || rd_kafka_consume_start(topic_.get(), partition_, from) != 0) {
      throw Failure(Remedy::start_over, "Kafka topic " + name + " cannot be read");
    }
  }
  ~PartitionReader() { rd_kafka_consume_stop(topic_.get(), partition_); }
  PartitionReader(const PartitionReader&) = delete;
  PartitionReader& operator=(const PartitionReader&) = delete;

  [[nodiscard]] std::string name() const { return rd_kafka_topic_name(topic_.get()); }
  /// Null if nothing came in a while.
  Message next() {
    constexpr int wait_ms = 100;
    return Message(rd_kafka_consume(topic_.get(), partition_, wait_ms));
  }

 private:
  int partition_;
  Client client_;
  Topic topic_;
};

/// Calls `visit` with each committed record from `from` on until it returns false or `end` has been reached.
template <class Visitor>
void read_committed(PartitionReader& reader, std::int64_t from, std::int64_t end, Clock::time_point give_up_at,
                    Visitor visit) {
  // The end of the partition is reported with the offset behind the markers; a record's own offset never gets there.
  for (std::int64_t reached = from; reached < end;) {
    const auto message = reader.next();
    if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!visit(*message)) return;
      reached = message->offset + 1;
    } else if (message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      reached = message->offset;
    } else if (message && is_missing_right(message->err)) {
      throw Failure(Remedy::ask_operator, text_of_missing(read_topic(reader.name())));
    } else if (Clock::now() >= give_up_at) {
      throw Failure(Remedy::start_over, "the end of a Kafka partition was not reached in time");
    }
  }
}

}  // namespace

std::optional<std::string> last_committed_value(const ClusterSettings& cluster, const std::string& topic, int partition,
                                                std::int64_t first, std::int64_t end,
                                                std::chrono::milliseconds deadline) {
  if (first >= end) return std::nullopt;
  const auto give_up_at = Clock::now() + deadline;
  // A long row of aborted transactions is no reason to read all that was ever committed.
  for (auto tail = tail_offsets;; tail *= tail_growth) {
    const auto from = std::max(first, end - tail);
    PartitionReader reader(cluster, topic, partition, from);
    std::optional<std::string> value;
    read_committed(reader, from, end, give_up_at, [&](const rd_kafka_message_t& message) {
      value.emplace(static_cast<const char*>(message.payload), message.len);
      return true;
    });
    if (value || from == first) return value;
  }
}

bool has_committed_record(const ClusterSettings& cluster, const std::string& topic, int partition, std::int64_t first,
                          std::int64_t end, std::chrono::milliseconds deadline) {
  if (first >= end) return false;
  bool found = false;
  PartitionReader reader(cluster, topic, partition, first);
  read_committed(reader, first, end, Clock::now() + deadline, [&](const rd_kafka_message_t&) {
    found = true;
    return false;
  });
  return found;
}

void check_readable(const ClusterSettings& cluster, const std::string& topic, int partition, std::int64_t end,
                    std::chrono::milliseconds deadline) {
  // A transaction that was left open, and that only a start can end, hides the end from those who read committed.
  PartitionReader reader(cluster, topic, partition, end, "read_uncommitted");
  const auto give_up_at = Clock::now() + deadline;
  while (Clock::now() < give_up_at) {
    const auto message = reader.next();
    if (!message) continue;
    if (is_missing_right(message->err)) throw Failure(Remedy::ask_operator, text_of_missing(read_topic(topic)));
    // A record or the end, it does not matter which: the broker has answered.
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return;
  }
  throw Failure(Remedy::start_over, "Kafka topic " + topic + " could not be read in time");
}

}  // namespace ledger::kafka
