#include "outbox/start_check.hpp"

#include <fmt/format.h>

namespace ledger {
namespace {

using Objection = std::optional<Halt>;

Objection check_settings(const TopicFacts& topic, bool compacted) {
  if (!topic.state) return std::nullopt;
  const auto& state = *topic.state;
  if (state.message_bytes_max < message_bytes_needed) {
    return Halt{fmt::format("topic {} takes messages of at most {} bytes; set its max.message.bytes to {} or more",
                            topic.name, state.message_bytes_max, message_bytes_needed)};
  }
  const bool compacts = state.cleanup_policy.find("compact") != std::string::npos;
  const bool deletes = state.cleanup_policy.find("delete") != std::string::npos;
  if (compacts != compacted || (compacted && deletes)) {
    return Halt{fmt::format("topic {} has cleanup.policy={}, which would lose records; set it to {}", topic.name,
                            state.cleanup_policy, compacted ? "compact" : "delete")};
  }
  return std::nullopt;
}

/// The two ways to go on where the topics do not hold what was published.
std::string ways_on(const RelayNote& note) {
  const auto journal = note.cursor.journal;
  return fmt::format("To publish everything again: {}; to publish only what is new: {}",
                     resume_command(journal, Position(0)), resume_command(journal, note.cursor.position));
}

Objection check_against_note(const TopicFacts& topic, const std::string& noted_name,
                             const std::vector<std::int64_t>& noted_ends, const RelayNote& note) {
  const auto position = note.cursor.position.value;
  if (topic.name != noted_name) {
    return Halt{fmt::format("events up to position {} were published to topic {}, and {} is set now. {}", position,
                            noted_name, topic.name, ways_on(note))};
  }
  if (!topic.state) {
    return Halt{fmt::format("topic {} is gone, to which events up to position {} were published. {}", topic.name,
                            position, ways_on(note))};
  }
  if (static_cast<std::size_t>(topic.state->partitions) != noted_ends.size()) {
    return Halt{
        fmt::format("topic {} has {} partitions and had {}: accounts' events would go to other partitions, "
                    "and lose their order for consumers that are behind. {}",
                    topic.name, topic.state->partitions, noted_ends.size(), ways_on(note))};
  }
  for (std::size_t partition = 0; partition < noted_ends.size(); ++partition) {
    if (topic.ends[partition] < noted_ends[partition]) {
      return Halt{
          fmt::format("partition {} of topic {} ends at offset {} and had reached {}: records were lost, or "
                      "the topic was made anew. {}",
                      partition, topic.name, topic.ends[partition], noted_ends[partition], ways_on(note))};
    }
  }
  return std::nullopt;
}

Objection check_cursor_against_note(const StartFacts& facts) {
  const auto& note = *facts.note;
  const auto noted = note.cursor.position.value;
  if (!facts.cursor) {
    return Halt{fmt::format("topic {} has no cursor of journal {}, though events up to position {} were published. {}",
                            facts.cursors.name, facts.journal.value, noted, ways_on(note))};
  }
  if (facts.cursor->position < note.cursor.position) {
    return Halt{fmt::format(
        "the cursor in topic {} stands at position {}, though events up to {} were published. To "
        "publish those between again: {}; to publish only what is new: {}",
        facts.cursors.name, facts.cursor->position.value, noted, resume_command(facts.journal, facts.cursor->position),
        resume_command(facts.journal, note.cursor.position))};
  }
  return std::nullopt;
}

Objection check_journal(const StartFacts& facts) {
  const auto& cursor = *facts.cursor;
  if (facts.hash_at_cursor == cursor.hash) return std::nullopt;
  const auto published =
      fmt::format("events up to position {} were published, and the database ", cursor.position.value);
  const std::string advice = " A failover or a restored backup has lost events that consumers know. ";
  if (!facts.hash_at_cursor) {
    return Halt{fmt::format("{}ends at {}.{}To publish what follows there: {}", published, facts.journal_end.value,
                            advice, resume_command(facts.journal, facts.journal_end))};
  }
  return Halt{fmt::format(
      "{}has another event at that position.{}To go on behind the last event that the topic and "
      "the database share, give its position (compare hashes): {}; to publish only what is new: {}",
      published, advice, resume_command(facts.journal, Position(0)), resume_command(facts.journal, facts.journal_end))};
}

}  // namespace

std::string resume_command(JournalId journal, Position position) {
  return fmt::format("ledger-outbox resume --journal {} --position {}", journal.value, position.value);
}

std::optional<Halt> check_topics(const StartFacts& facts) {
  if (auto objection = check_settings(facts.events, false)) return objection;
  if (auto objection = check_settings(facts.balances, true)) return objection;
  if (auto objection = check_settings(facts.cursors, true)) return objection;
  if (facts.cursors.state && facts.cursors.state->partitions <= facts.journal.value) {
    return Halt{fmt::format("topic {} has {} partitions and needs one for each journal up to {}", facts.cursors.name,
                            facts.cursors.state->partitions, facts.journal.value)};
  }
  if (facts.events.state && facts.balances.state &&
      facts.events.state->partitions != facts.balances.state->partitions) {
    return Halt{fmt::format("topic {} has {} partitions and topic {} has {}; they need the same number",
                            facts.events.name, facts.events.state->partitions, facts.balances.name,
                            facts.balances.state->partitions)};
  }
  if (!facts.note) return std::nullopt;
  const auto& note = *facts.note;
  if (note.cluster_id != facts.cluster_id) {
    return Halt{fmt::format("this is Kafka cluster {}, and events up to position {} were published to cluster {}. {}",
                            facts.cluster_id, note.cursor.position.value, note.cluster_id, ways_on(note))};
  }
  if (auto objection = check_against_note(facts.events, note.events_topic, note.events_ends, note)) return objection;
  if (auto objection = check_against_note(facts.balances, note.balances_topic, note.balances_ends, note)) {
    return objection;
  }
  if (!facts.cursors.state) return check_cursor_against_note(facts);
  return std::nullopt;
}

StartDecision decide_start(const StartFacts& facts) {
  if (auto objection = check_topics(facts)) return *objection;
  if (facts.note) {
    if (auto objection = check_cursor_against_note(facts)) return *objection;
  }
  const bool topics_missing = !facts.events.state || !facts.balances.state || !facts.cursors.state;
  if (!facts.cursor) {
    if (facts.events_without_cursor) {
      return Halt{fmt::format(
          "topic {} holds events, but there is no cursor of journal {} in topic {}. To publish "
          "everything: {}; else give the position of the last event that was published",
          facts.events.name, facts.journal.value, facts.cursors.name, resume_command(facts.journal, Position(0)))};
    }
    if (topics_missing) return MakeTopics{};
    return Cursor{.journal = facts.journal, .position = Position(0), .hash = facts.genesis};
  }
  if (topics_missing) {
    return Halt{
        fmt::format("topic {} or {} is gone, to which events up to position {} were published. To publish "
                    "everything again: {}; to publish only what is new: {}",
                    facts.events.name, facts.balances.name, facts.cursor->position.value,
                    resume_command(facts.journal, Position(0)), resume_command(facts.journal, facts.cursor->position))};
  }
  if (auto objection = check_journal(facts)) return *objection;
  return *facts.cursor;
}

}  // namespace ledger
