#include "outbox/relay_start.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "ledger/journal/event_reader.hpp"
#include "outbox/kafka/last_record.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds read_deadline{8};
/// librdkafka's and the broker's own default.
constexpr std::int64_t usual_message_bytes_max = 1'000'000;

TopicFacts look_at(kafka::Admin& admin, const std::string& name) {
  TopicFacts facts{.name = name, .state = admin.find_topic(name), .ends = {}};
  if (facts.state) facts.ends = admin.end_offsets(name, facts.state->partitions);
  return facts;
}

/// Only after init_transactions: a transaction that was still open might have been committed a moment later.
void read_cursor(const RelaySettings& settings, kafka::Admin& admin, StartFacts& facts) {
  const auto& topic = settings.topics.cursors;
  if (!facts.cursors.state) return;
  const int partition = facts.journal.value;
  facts.cursors.ends = admin.end_offsets(topic, facts.cursors.state->partitions);
  const auto value =
      kafka::last_committed_value(settings.cluster, topic, partition, admin.first_offset(topic, partition),
                                  facts.cursors.ends[static_cast<std::size_t>(partition)], read_deadline);
  if (!value) return;
  facts.cursor = parse_cursor(*value);
  if (!facts.cursor || facts.cursor->journal != facts.journal) {
    throw kafka::Failure(kafka::Remedy::ask_operator, "the last record in topic " + topic +
                                                          " is no cursor of journal " + std::to_string(partition) +
                                                          ". To go on: " + resume_command(facts.journal, Position(0)) +
                                                          ", with the position of the last event that was published");
  }
}

bool holds_events(const RelaySettings& settings, kafka::Admin& admin, const TopicFacts& events) {
  for (std::size_t partition = 0; partition < events.ends.size(); ++partition) {
    const int number = static_cast<int>(partition);
    if (kafka::has_committed_record(settings.cluster, events.name, number, admin.first_offset(events.name, number),
                                    events.ends[partition], read_deadline)) {
      return true;
    }
  }
  return false;
}

void read_journal(const RelaySettings& settings, StartFacts& facts, const std::stop_token& stop) {
  EventReader reader(settings.database, "ledger-outbox start", {.stop = stop});
  facts.genesis = reader.genesis_hash(facts.journal);
  facts.journal_end = reader.head(facts.journal).position;
  if (!facts.cursor) return;
  if (facts.cursor->position.value == 0) {
    facts.hash_at_cursor = facts.genesis;
    return;
  }
  const auto events = reader.read(facts.journal, facts.cursor->position, 1);
  if (!events.empty()) facts.hash_at_cursor = events.front().hash;
}

}  // namespace

StartFacts gather_facts(const RelaySettings& settings, JournalId journal, kafka::Admin& admin, RelayNotes& notes) {
  StartFacts facts;
  facts.journal = journal;
  facts.cluster_id = admin.cluster_id();
  facts.note = notes.find(journal);
  facts.events = look_at(admin, settings.topics.events);
  facts.balances = look_at(admin, settings.topics.balances);
  facts.cursors = look_at(admin, settings.topics.cursors);
  return facts;
}

void make_topics(const RelaySettings& settings, kafka::Admin& admin, const StartFacts& facts,
                 const std::stop_token& stop) {
  const auto& topics = settings.topics;
  const auto journals = EventReader(settings.database, "ledger-outbox start", {.stop = stop}).journals();
  const auto make = [&](const TopicFacts& topic, int partitions, std::map<std::string, std::string> configuration) {
    if (topic.state) return;
    configuration["min.insync.replicas"] = std::to_string(topics.min_insync_replicas);
    admin.create_topic({.name = topic.name,
                        .partitions = partitions,
                        .replication_factor = topics.replication_factor,
                        .settings = std::move(configuration)});
    spdlog::info("made Kafka topic {} with {} partitions, {} replicas", topic.name, partitions,
                 topics.replication_factor);
  };
  // Whichever of the two exists already decides for both.
  const auto& existing = facts.events.state ? facts.events.state : facts.balances.state;
  const int partitions = existing ? existing->partitions : topics.partitions;
  make(facts.cursors, journals.back().value + 1, {{"cleanup.policy", "compact"}});
  make(facts.events, partitions,
       {{"cleanup.policy", "delete"},
        {"retention.ms", std::to_string(topics.events_retention_ms)},
        {"retention.bytes", "-1"}});
  make(facts.balances, partitions, {{"cleanup.policy", "compact"}});
}

std::unique_ptr<kafka::Producer> open_producer(const RelaySettings& settings, const StartFacts& facts,
                                               const std::stop_token& stop) {
  kafka::ProducerSettings producer_settings{
      .cluster = settings.cluster,
      .transactional_id = transactional_id(settings, facts.journal),
      .topics = {settings.topics.events, settings.topics.balances, settings.topics.cursors},
      .message_bytes_max = usual_message_bytes_max,
      .deadline = settings.kafka_deadline,
      .stop = stop};
  for (const auto* topic : {&facts.events, &facts.balances, &facts.cursors}) {
    if (!topic->state) continue;
    producer_settings.message_bytes_max =
        std::min(producer_settings.message_bytes_max, topic->state->message_bytes_max);
  }
  auto producer = std::make_unique<kafka::Producer>(producer_settings);
  producer->init_transactions();
  return producer;
}

StartResult start_relay(const RelaySettings& settings, JournalId journal, const std::stop_token& stop) {
  auto notes = std::make_unique<RelayNotes>(settings.database, stop);
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  auto facts = gather_facts(settings, journal, admin, *notes);
  if (auto objection = check_topics(facts)) return *std::move(objection);
  auto producer = open_producer(settings, facts, stop);
  read_cursor(settings, admin, facts);
  read_journal(settings, facts, stop);
  if (!facts.cursor && !facts.note && !notes->any()) {
    facts.events_without_cursor = holds_events(settings, admin, facts.events);
  }
  const auto decision = decide_start(facts);
  if (const auto* halt = std::get_if<Halt>(&decision)) return *halt;
  if (std::holds_alternative<MakeTopics>(decision)) {
    make_topics(settings, admin, facts, stop);
    return TopicsMade{};
  }
  // The ends may have grown by what init_transactions resolved.
  return OpenRelay{.producer = std::move(producer),
                   .notes = std::move(notes),
                   .published = {.cursor = std::get<Cursor>(decision),
                                 .cluster_id = facts.cluster_id,
                                 .events_topic = facts.events.name,
                                 .balances_topic = facts.balances.name,
                                 .events_ends = facts.events.ends,
                                 .balances_ends = facts.balances.ends}};
}

}  // namespace ledger
