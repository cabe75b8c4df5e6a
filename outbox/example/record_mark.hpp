// Marks tell a topic that was deleted and made anew from the one that was read: offsets may be the same in both, but
// not the records there. (Kafka has ids of topics, which this version of its client does not tell.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "outbox/kafka/configuration.hpp"
#include "outbox/kafka/handles.hpp"

namespace ledger::example {

/// A record that was read: its place, and a hash of its key, value and time.
struct RecordMark {
  std::int64_t offset = 0;
  std::uint64_t hash = 0;
  bool operator==(const RecordMark&) const = default;
};

/// The marks by partition; nothing where no record was read.
using RecordMarks = std::vector<std::optional<RecordMark>>;

RecordMark mark_of(const rd_kafka_message_t& message);

/// Returns true if all marked records are still in the topic. If one is not, either the topic was made anew, or
/// compaction has removed the record since: to begin anew is right in both cases. Throws kafka::Failure(start_over) if
/// that cannot be found out in time, as while the broker is away.
bool has_marked_records(const kafka::ClusterSettings& cluster, const std::string& topic, const RecordMarks& marks);

}  // namespace ledger::example
