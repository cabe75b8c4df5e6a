#include "outbox/relay/relay_start.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "ledger/journal/event_reader.hpp"
#include "ledger/restore/journal_guard.hpp"
#include "ledger/restore/journal_recovery.hpp"
#include "outbox/kafka/last_record.hpp"
#include "outbox/relay/journal_follower.hpp"
#include "outbox/relay/repeated_erasures.hpp"
#include "outbox/relay/restating.hpp"
#include "outbox/topics/epochs_on_topic.hpp"
#include "outbox/topics/line_comparison.hpp"
#include "outbox/topics/published_line.hpp"

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

/// Only after init_transactions, which waits until the last transaction has ended everywhere.
void look_again_at_ends(kafka::Admin& admin, StartFacts& facts) {
  for (auto* topic : {&facts.events, &facts.balances}) {
    if (topic->state) topic->ends = admin.end_offsets(topic->name, topic->state->partitions);
  }
  facts.transactions_are_over = true;
}

/// Only after init_transactions: a transaction that was still open might have been committed a moment later.
std::optional<Cursor> read_cursor(const RelaySettings& settings, kafka::Admin& admin, StartFacts& facts) {
  const auto& topic = settings.topics.cursors;
  if (!facts.cursors.state) return std::nullopt;
  const int partition = facts.journal.value;
  facts.cursors.ends = admin.end_offsets(topic, facts.cursors.state->partitions);
  const auto value =
      kafka::last_committed_value(settings.cluster, topic, partition, admin.first_offset(topic, partition),
                                  facts.cursors.ends[static_cast<std::size_t>(partition)], read_deadline);
  if (!value) return std::nullopt;
  auto cursor = parse_cursor(*value);
  if (!cursor || cursor->journal != facts.journal) {
    throw kafka::Failure(kafka::Remedy::ask_operator, "the last record in topic " + topic +
                                                          " is no cursor of journal " + std::to_string(partition) +
                                                          ". `ledger-outbox resume` goes on without it");
  }
  return cursor;
}

/// Reads the cursor, but takes one that cannot be read for none: an operator who goes on deliberately gets past it.
std::optional<Cursor> readable_cursor(const RelaySettings& settings, kafka::Admin& admin, StartFacts& facts) {
  try {
    return read_cursor(settings, admin, facts);
  } catch (const kafka::Failure& failure) {
    if (failure.remedy() != kafka::Remedy::ask_operator) throw;
    spdlog::warn("{}", failure.what());
    return std::nullopt;
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

/// Returns true if the events topic holds an event of the journal behind the place where its note was written.
bool holds_events_behind(const RelaySettings& settings, kafka::Admin& admin, const TopicFacts& events,
                         const RelayNote& note) {
  std::vector<kafka::PartitionRange> ranges;
  for (std::size_t partition = 0; partition < events.ends.size(); ++partition) {
    const int number = static_cast<int>(partition);
    const auto noted = partition < note.events_ends.size() ? note.events_ends[partition] : 0;
    const auto begin = std::max(noted, admin.first_offset(events.name, number));
    if (begin < events.ends[partition])
      ranges.push_back({.partition = number, .begin = begin, .end = events.ends[partition]});
  }
  if (ranges.empty()) return false;
  PublishedLine line({.cluster = settings.cluster,
                      .topic = events.name,
                      .journal = note.cursor.journal,
                      .epochs = {},
                      .ranges = std::move(ranges)});
  return !line.next().empty();
}

/// Returns true if the events topic holds events that the journal may have published, though it has neither a cursor
/// nor a note of anything published.
bool may_hold_own_events(const RelaySettings& settings, kafka::Admin& admin, const StartFacts& facts) {
  if (!facts.other_journals_have_notes) return holds_events(settings, admin, facts.events);
  // A journal without a note has not begun beside the others. One with a note may have published its first batch, and
  // have been killed before it noted that.
  return facts.note && holds_events_behind(settings, admin, facts.events, *facts.note);
}

void read_journal(EventReader& reader, StartFacts& facts) {
  facts.genesis = reader.genesis_hash(facts.journal);
  facts.journal_end = reader.head(facts.journal).position;
  facts.database_epochs = reader.epochs(facts.journal);
  if (!facts.cursor) return;
  facts.hash_at_cursor = reader.hash_at(facts.journal, facts.cursor->at.position);
  // Programs before epochs did not count accounts; as long as the database is whole, it knows.
  const bool is_whole = facts.hash_at_cursor == facts.cursor->at.hash;
  if (is_whole && !facts.cursor->accounts_end) facts.cursor->accounts_end = reader.last_account();
}

/// Stops writers where it is proven that Kafka has events which the journal does not, whatever else is wrong.
void stop_writers(const RelaySettings& settings, const StartFacts& facts, const std::stop_token& stop) {
  const auto needed = stop_for(facts);
  if (needed) JournalGuard(settings.database, stop).stop(facts.journal, needed->published, needed->common);
}

/// Lets writers go on. What an interrupted recover or resume may have left to do comes first, or right after.
void confirm_database(const RelaySettings& settings, const Cursor& cursor, const std::stop_token& stop) {
  const auto last = EventReader(settings.database, "ledger-outbox start", {.stop = stop}).last_account();
  JournalRecovery(settings.database, cursor.journal).pass_accounts(std::max(last, cursor.accounts_end.value_or(last)));
  if (!JournalGuard(settings.database, stop).confirm(cursor.journal, cursor.at, cursor.epochs)) {
    throw kafka::Failure(kafka::Remedy::start_over,
                         fmt::format("the database does not hold position {} any more, or Kafka is further by now",
                                     cursor.at.position.value));
  }
  repeat_erasures(settings.database);
}

/// Returns what is wrong with the topics, with the right commands if they can be told. Nobody is fenced: another relay
/// may be right where this one is not.
Halt halt_without_fencing(const RelaySettings& settings, kafka::Admin& admin, StartFacts facts,
                          const std::stop_token& stop, LineMemory& memory) {
  const auto objection = check_topics(facts);
  try {
    read_line(settings, admin, facts, LineWanted::always, stop, &memory);
  } catch (const kafka::Failure&) {
    return *objection;
  }
  stop_writers(settings, facts, stop);
  return check_topics(facts).value_or(*objection);
}

/// Returns true if something may be wrong with the line on Kafka, so that it is worth following.
bool is_doubtful(const StartFacts& facts) {
  // Only a note tells how far the topic had reached.
  if (facts.cursor && !facts.note && facts.events.state) return true;
  const auto decision = decide_start(facts);
  return std::holds_alternative<Halt>(decision) && facts.events.state.has_value();
}

}  // namespace

std::optional<Cursor> find_cursor(const RelaySettings& settings, JournalId journal, kafka::Admin& admin) {
  StartFacts facts;
  facts.journal = journal;
  facts.cursors = look_at(admin, settings.topics.cursors);
  return read_cursor(settings, admin, facts);
}

StartFacts gather_facts(const RelaySettings& settings, JournalId journal, kafka::Admin& admin, RelayNotes& notes) {
  StartFacts facts;
  facts.journal = journal;
  facts.cluster_id = admin.cluster_id();
  facts.note = notes.find(journal);
  facts.other_journals_have_notes = notes.any_beside(journal);
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

void read_line(const RelaySettings& settings, kafka::Admin& admin, StartFacts& facts, LineWanted wanted,
               const std::stop_token& stop, LineMemory* memory) {
  facts.cursor =
      wanted == LineWanted::always ? readable_cursor(settings, admin, facts) : read_cursor(settings, admin, facts);
  EventReader reader(settings.database, "ledger-outbox start", {.stop = stop});
  read_journal(reader, facts);
  const auto* cursor = facts.cursor ? &*facts.cursor : nullptr;
  if (cursor != nullptr && facts.events.state && !cursor->left_gap) {
    facts.line_reaches_cursor = line_reaches(settings, *cursor, admin);
  }
  if (cursor == nullptr && !facts.anything_was_noted())
    facts.events_without_cursor = may_hold_own_events(settings, admin, facts);
  if (wanted == LineWanted::where_in_doubt && !is_doubtful(facts)) return;
  const LineMemory::Key key{
      .cursor = facts.cursor, .journal_end = reader.head(facts.journal), .ends = facts.events.ends};
  if (memory != nullptr) facts.line = memory->find(key);
  if (facts.line) return;
  if (cursor == nullptr) facts.epochs_on_topic = epochs_on_topic(settings, facts.journal, admin);
  const auto epochs = cursor != nullptr ? cursor->epochs : latest_epochs(facts);
  facts.line = compare_line(settings, facts.journal, epochs, cursor, admin, reader, stop);
  if (memory != nullptr) memory->keep(key, *facts.line);
}

StartResult start_relay(const RelaySettings& settings, JournalId journal, const std::stop_token& stop,
                        LineMemory& memory) {
  auto notes = std::make_unique<RelayNotes>(settings.database, stop);
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  auto facts = gather_facts(settings, journal, admin, *notes);
  if (check_topics(facts)) return halt_without_fencing(settings, admin, std::move(facts), stop, memory);
  auto producer = open_producer(settings, facts, stop);
  // The ends may have grown by what init_transactions resolved.
  look_again_at_ends(admin, facts);
  read_line(settings, admin, facts, LineWanted::where_in_doubt, stop, &memory);
  const auto decision = decide_start(facts);
  if (const auto* halt = std::get_if<Halt>(&decision)) {
    stop_writers(settings, facts, stop);
    return *halt;
  }
  if (std::holds_alternative<MakeTopics>(decision)) {
    make_topics(settings, admin, facts, stop);
    return TopicsMade{};
  }
  const auto& cursor = std::get<Cursor>(decision);
  confirm_database(settings, cursor, stop);
  OpenRelay open{.producer = std::move(producer), .notes = std::move(notes), .published = note_of(facts, cursor)};
  finish_restating(settings, admin, *open.producer, open.published, stop);
  return open;
}

RelayNote note_of(const StartFacts& facts, const Cursor& cursor) {
  return {.cursor = cursor,
          .epoch = cursor.epochs.current(),
          .cluster_id = facts.cluster_id,
          .events_topic = facts.events.name,
          .balances_topic = facts.balances.name,
          .events_ends = facts.events.ends,
          .balances_ends = facts.balances.ends};
}

}  // namespace ledger
