#include "outbox/resume.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "ledger/journal/event_reader.hpp"
#include "outbox/relay_lease.hpp"
#include "outbox/relay_start.hpp"

namespace ledger {
namespace {

constexpr std::chrono::milliseconds pause_between_attempts{100};
constexpr std::chrono::seconds patience_beyond_lease{10};

/// A relay that has stopped with a reason gives the lease back between its looks.
std::unique_ptr<RelayLease> wait_for_lease(const RelaySettings& settings, JournalId journal) {
  const auto end = std::chrono::steady_clock::now() + settings.lease_duration + patience_beyond_lease;
  while (true) {
    auto lease = RelayLease::take(settings.database, journal, "resume", settings.lease_duration, {});
    if (lease) return lease;
    if (std::chrono::steady_clock::now() >= end) {
      throw std::runtime_error(fmt::format("journal {} is being published by a relay; stop it first", journal.value));
    }
    std::this_thread::sleep_for(pause_between_attempts);
  }
}

Cursor cursor_at(const RelaySettings& settings, JournalId journal, Position position) {
  EventReader reader(settings.database, "ledger-outbox resume");
  if (position.value == 0) return {.journal = journal, .position = position, .hash = reader.genesis_hash(journal)};
  const auto events = position.value < 0 ? std::vector<Event>() : reader.read(journal, position, 1);
  if (events.empty()) {
    throw std::runtime_error(fmt::format("journal {} has no position {}: it ends at {}", journal.value, position.value,
                                         reader.head(journal).position.value));
  }
  return {.journal = journal, .position = position, .hash = events.front().hash};
}

/// What is there now, once all topics are there and fit. What the note says of the past is what is decided on here.
StartFacts prepare_topics(const RelaySettings& settings, JournalId journal, RelayNotes& notes) {
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  auto facts = gather_facts(settings, journal, admin, notes);
  make_topics(settings, admin, facts, {});
  facts = gather_facts(settings, journal, admin, notes);
  facts.note.reset();
  if (const auto halt = check_topics(facts)) throw std::runtime_error(halt->reason);
  return facts;
}

}  // namespace

void resume(const RelaySettings& settings, JournalId journal, Position position) {
  const auto cursor = cursor_at(settings, journal, position);
  const auto lease = wait_for_lease(settings, journal);
  RelayNotes notes(settings.database, {});
  const auto facts = prepare_topics(settings, journal, notes);
  const auto producer = open_producer(settings, facts, {});
  producer->begin();
  const auto key = std::to_string(journal.value);
  const auto value = to_json(cursor);
  producer->produce({.topic = cursors_topic,
                     .partition = journal.value,
                     .key = key,
                     .value = value,
                     .headers = {},
                     .position = position.value});
  producer->commit();
  notes.write({.cursor = cursor,
               .cluster_id = facts.cluster_id,
               .events_topic = facts.events.name,
               .balances_topic = facts.balances.name,
               .events_ends = facts.events.ends,
               .balances_ends = facts.balances.ends});
  spdlog::info("journal {} goes on behind position {}: a relay publishes {} next", journal.value, position.value,
               position.next().value);
}

}  // namespace ledger
