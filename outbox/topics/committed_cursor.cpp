#include "outbox/topics/committed_cursor.hpp"

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/last_record.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds cursor_deadline{8};

}  // namespace

std::optional<Cursor> read_committed_cursor(const RelaySettings& settings, JournalId journal) {
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  const auto& topic = settings.topics.cursors;
  const int partition = journal.value;
  const auto end = admin.end_offsets(topic, partition + 1).back();
  const auto value = kafka::last_committed_value(settings.cluster, topic, partition,
                                                 admin.first_offset(topic, partition), end, cursor_deadline);
  return value ? parse_cursor(*value) : std::nullopt;
}

}  // namespace ledger
