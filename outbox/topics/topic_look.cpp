#include "outbox/topics/topic_look.hpp"

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/failure.hpp"
#include "outbox/kafka/last_record.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds read_deadline{5};

/// Reading needs another right than looking, and even where there is nothing to read. Any partition tells.
void check_readable(const RelaySettings& settings, kafka::Admin& admin, const std::string& name,
                    const std::optional<kafka::TopicState>& topic) {
  if (!topic) return;
  const auto end = admin.end_offsets(name, 1).front();
  kafka::check_readable(settings.cluster, name, 0, end, read_deadline);
}

}  // namespace

TopicStates look_at_topics(const RelaySettings& settings) {
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  const auto& names = settings.topics;
  TopicStates topics{.events = admin.find_topic(names.events),
                     .balances = admin.find_topic(names.balances),
                     .cursors = admin.find_topic(names.cursors)};
  check_readable(settings, admin, names.cursors, topics.cursors);
  check_readable(settings, admin, names.events, topics.events);
  check_readable(settings, admin, names.balances, topics.balances);
  return topics;
}

}  // namespace ledger
