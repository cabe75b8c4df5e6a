#include "outbox/replay.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "ledger/journal/event_reader.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/relay/journal_follower.hpp"
#include "outbox/relay/publisher.hpp"

namespace ledger {
namespace {

constexpr std::size_t replay_page_events = 5'000;

Cursor cursor_before(const RelaySettings& settings, const ReplayRange& range, const std::stop_token& stop) {
  EventReader reader(settings.database, "ledger-outbox replay", {.stop = stop});
  const auto end = reader.head(range.journal).position;
  if (range.from.value < 1 || range.to < range.from || range.to > end) {
    throw std::runtime_error(fmt::format("positions {} to {} are no range of journal {}, which ends at {}",
                                         range.from.value, range.to.value, range.journal.value, end.value));
  }
  const Position before(range.from.value - 1);
  return {.journal = range.journal,
          .at = {.position = before, .hash = reader.hash_at(range.journal, before).value()},
          .epochs = reader.epochs(range.journal)};
}

/// The side topic's max.message.bytes.
std::int64_t make_topic(const RelaySettings& settings, const std::string& name) {
  const auto& topics = settings.topics;
  if (name == topics.events || name == topics.balances || name == topics.cursors) {
    throw std::runtime_error("topic " + name + " is one of the relay's own; a replay goes to a side topic");
  }
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  if (!admin.find_topic(name)) {
    const auto events = admin.find_topic(topics.events);
    admin.create_topic({.name = name,
                        .partitions = events ? events->partitions : topics.partitions,
                        .replication_factor = topics.replication_factor,
                        .settings = {{"cleanup.policy", "delete"}}});
  }
  const auto state = admin.find_topic(name);
  if (!state) throw std::runtime_error("topic " + name + " could not be made");
  return std::min<std::int64_t>(state->message_bytes_max, 1'000'000);
}

}  // namespace

void replay(const RelaySettings& settings, const ReplayRange& range, const std::string& topic,
            const std::stop_token& stop) {
  const auto start = cursor_before(settings, range, stop);
  kafka::Producer producer({.cluster = settings.cluster,
                            .transactional_id = "",
                            .topics = {topic},
                            .message_bytes_max = make_topic(settings, topic),
                            .deadline = settings.kafka_deadline,
                            .stop = stop});
  Publisher publisher(settings.source);
  JournalFollower follower(settings.database, start, replay_page_events, settings.batch.accounts_remembered_max, stop);
  auto next = range.from;
  while (next <= range.to) {
    if (stop.stop_requested()) throw std::runtime_error("stopped before position " + std::to_string(next.value));
    const auto chunk = follower.next(replay_page_events);
    for (std::size_t index = 0; index < chunk.size() && next <= range.to; ++index, next = next.next()) {
      publisher.produce_event(producer, 0, chunk.event(index), chunk.epoch(index), chunk.json(index),
                              chunk.trace(index));
    }
    spdlog::info("replayed up to position {} of {}", next.value - 1, range.to.value);
  }
  producer.flush();
}

}  // namespace ledger
