#include "outbox/kafka/last_record.hpp"

#include <algorithm>

#include "outbox/kafka/partitions_reader.hpp"

namespace ledger::kafka {
namespace {

/// The tail holds a record and a marker a transaction, and markers alone of aborted ones.
constexpr std::int64_t tail_offsets = 1'000;
constexpr std::int64_t tail_growth = 16;

}  // namespace

std::optional<std::string> last_committed_value(const ClusterSettings& cluster, const std::string& topic, int partition,
                                                std::int64_t first, std::int64_t end,
                                                std::chrono::milliseconds deadline) {
  if (first >= end) return std::nullopt;
  // A long row of aborted transactions is no reason to read all that was ever committed.
  for (auto tail = tail_offsets;; tail *= tail_growth) {
    const auto from = std::max(first, end - tail);
    PartitionsReader reader(cluster, topic, {{.partition = partition, .begin = from, .end = end}}, deadline);
    std::optional<std::string> value;
    while (const auto message = reader.next(0)) {
      value.emplace(static_cast<const char*>(message->payload), message->len);
    }
    if (value || from == first) return value;
  }
}

bool has_committed_record(const ClusterSettings& cluster, const std::string& topic, int partition, std::int64_t first,
                          std::int64_t end, std::chrono::milliseconds deadline) {
  if (first >= end) return false;
  PartitionsReader reader(cluster, topic, {{.partition = partition, .begin = first, .end = end}}, deadline);
  return reader.next(0) != nullptr;
}

void check_readable(const ClusterSettings& cluster, const std::string& topic, int partition, std::int64_t end,
                    std::chrono::milliseconds deadline) {
  // A transaction that was left open, and that only a start can end, hides the end from those who read committed.
  PartitionsReader reader(cluster, topic, {{.partition = partition, .begin = end, .end = end + 1}}, deadline,
                          Isolation::read_uncommitted);
  reader.await_answer(0);
}

}  // namespace ledger::kafka
