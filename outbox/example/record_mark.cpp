#include "outbox/example/record_mark.hpp"

#include <algorithm>
#include <chrono>
#include <span>

#include "outbox/kafka/failure.hpp"
#include "outbox/kafka/topic_reader.hpp"

namespace ledger::example {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds read_deadline{3};
constexpr std::chrono::milliseconds wait{100};

/// FNV-1a, 64 bits: nobody means to deceive here, so that a hash that spreads well is enough.
class Fnv {
 public:
  void add(std::span<const unsigned char> bytes) {
    for (const auto byte : bytes) add(byte);
  }
  void add(std::int64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      add(static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> shift));
    }
  }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }

 private:
  void add(unsigned char byte) { hash_ = (hash_ ^ byte) * 1'099'511'628'211U; }
  std::uint64_t hash_ = 14'695'981'039'346'656'037U;
};

}  // namespace

RecordMark mark_of(const rd_kafka_message_t& message) {
  Fnv fnv;
  // The lengths keep what belongs to the key apart from what belongs to the value.
  fnv.add(static_cast<std::int64_t>(message.key_len));
  fnv.add({static_cast<const unsigned char*>(message.key), message.key_len});
  fnv.add(static_cast<std::int64_t>(message.len));
  fnv.add({static_cast<const unsigned char*>(message.payload), message.len});
  fnv.add(rd_kafka_message_timestamp(&message, nullptr));
  return {.offset = message.offset, .hash = fnv.hash()};
}

bool has_marked_records(const kafka::ClusterSettings& cluster, const std::string& topic, const RecordMarks& marks) {
  std::vector<std::int64_t> offsets;
  offsets.reserve(marks.size());
  for (const auto& mark : marks) offsets.push_back(mark ? mark->offset : RD_KAFKA_OFFSET_END);
  std::vector<bool> seen(marks.size());
  auto left = std::count_if(marks.begin(), marks.end(), [](const auto& mark) { return mark.has_value(); });
  if (left == 0) return true;
  const auto give_up_at = Clock::now() + read_deadline;
  kafka::TopicReader reader(cluster, topic, offsets);
  try {
    while (left > 0) {
      if (Clock::now() >= give_up_at) {
        throw kafka::Failure(kafka::Remedy::start_over, "the records last read could not be looked at in time");
      }
      const auto message = reader.next(wait);
      if (!message) continue;
      const auto partition = static_cast<std::size_t>(message->partition);
      if (!marks[partition] || seen[partition]) continue;
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR || mark_of(*message) != *marks[partition]) return false;
      seen[partition] = true;
      --left;
    }
  } catch (const kafka::OffsetGone&) {
    return false;
  }
  return true;
}

}  // namespace ledger::example
