#include "outbox/topics/start_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/publication/hex.hpp"

namespace ledger {
namespace {

using Objection = std::optional<Halt>;

/// The end of the last transaction may not have been written to a partition yet.
constexpr std::int64_t markers_on_their_way = 1;

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

/// Describes how to go on if the topics do not hold what was published up to `published`.
std::string ways_on(const StartFacts& facts, const Cursor& published) {
  const auto journal = facts.journal;
  if (!facts.line || !facts.line->common) {
    return fmt::format(
        "To publish everything again, to topics without events: {}; to leave out what the topics lack: {}, "
        "which tells the rest",
        resume_command(journal, Position(0)), resume_command(journal, published.at.position));
  }
  const auto& line = *facts.line;
  const auto common = line.common->position;
  const bool is_behind = line.end && line.end->position > common;
  const auto resume_here = resume_at_common_command(journal, line);
  if (!is_behind && line.missing) {
    return fmt::format(
        "The topic lacks events up to position {}. To publish everything again: delete topic {}, and {}; "
        "to leave out what it lacks: {}",
        line.missing->value, facts.events.name, resume_command(journal, Position(0)), resume_here);
  }
  if (!is_behind) return "To go on behind the last position on the topic: " + resume_here;
  const auto give_up = fmt::format("to give up the {} events that only Kafka has: {}",
                                   line.end->position.value - common.value, resume_here);
  if (!line.is_whole()) {
    return fmt::format("The lost events cannot be taken back from Kafka ({}); {}", line.problem, give_up);
  }
  if (facts.journal_end > common) {
    return fmt::format("New events were written since, so the lost ones cannot be taken back from Kafka any more; {}",
                       give_up);
  }
  return fmt::format("To take the lost events back from Kafka: {}; {}", recover_command(journal), give_up);
}

Objection check_against_note(const StartFacts& facts, const TopicFacts& topic, const std::string& noted_name,
                             const std::vector<std::int64_t>& noted_ends) {
  const auto& note = *facts.note;
  const auto position = note.cursor.at.position.value;
  const auto ways = ways_on(facts, note.cursor);
  if (topic.name != noted_name) {
    return Halt{fmt::format("events up to position {} were published to topic {}, and {} is set now. {}", position,
                            noted_name, topic.name, ways)};
  }
  if (!topic.state) {
    return Halt{fmt::format("topic {} is gone, to which events up to position {} were published. {}", topic.name,
                            position, ways)};
  }
  if (static_cast<std::size_t>(topic.state->partitions) != noted_ends.size()) {
    return Halt{
        fmt::format("topic {} has {} partitions and had {}: accounts' events would go to other partitions, "
                    "and lose their order for consumers that are behind. {}",
                    topic.name, topic.state->partitions, noted_ends.size(), ways)};
  }
  const auto on_their_way = facts.transactions_are_over ? 0 : markers_on_their_way;
  for (std::size_t partition = 0; partition < noted_ends.size(); ++partition) {
    if (topic.ends[partition] + on_their_way < noted_ends[partition]) {
      return Halt{
          fmt::format("partition {} of topic {} ends at offset {} and had reached {}: records were lost, or "
                      "the topic was made anew. {}",
                      partition, topic.name, topic.ends[partition], noted_ends[partition], ways)};
    }
  }
  return std::nullopt;
}

Objection check_cursor_against_note(const StartFacts& facts) {
  const auto& note = *facts.note;
  const auto noted = note.cursor.at.position.value;
  if (!facts.cursor) {
    if (!facts.anything_was_noted()) return std::nullopt;
    return Halt{fmt::format("topic {} has no cursor of journal {}, though events up to position {} were published. {}",
                            facts.cursors.name, facts.journal.value, noted, ways_on(facts, note.cursor))};
  }
  const auto& cursor = *facts.cursor;
  if (note.epoch > cursor.epochs.current()) {
    return Halt{fmt::format("the cursor in topic {} is of epoch {}, though epoch {} has begun. {}", facts.cursors.name,
                            cursor.epochs.current().value, note.epoch.value, ways_on(facts, note.cursor))};
  }
  // A resume may have been killed between Kafka and the note.
  const bool note_is_void = cursor.epochs.is_void(note.epoch, note.cursor.at.position);
  if (cursor.at.position < note.cursor.at.position && !note_is_void) {
    return Halt{fmt::format("the cursor in topic {} stands at position {}, though events up to {} were published. {}",
                            facts.cursors.name, cursor.at.position.value, noted, ways_on(facts, note.cursor))};
  }
  return std::nullopt;
}

Objection check_journal(const StartFacts& facts) {
  const auto& cursor = *facts.cursor;
  if (!facts.database_epochs.is_beginning_of(cursor.epochs)) {
    return Halt{fmt::format("the database has epoch {}, which the cursor in topic {} does not know. {}",
                            facts.database_epochs.current().value, facts.cursors.name, ways_on(facts, cursor))};
  }
  if (facts.hash_at_cursor == cursor.at.hash) return std::nullopt;
  const auto what = facts.hash_at_cursor ? std::string("has another event at that position")
                                         : fmt::format("ends at {}", facts.journal_end.value);
  const auto stop = stop_for(facts);
  return Halt{.reason = fmt::format("events up to position {} were published, and the database {}. A failover or a "
                                    "restored backup has lost events that consumers know.{} {}",
                                    cursor.at.position.value, what, stop ? " Writers are stopped." : "",
                                    ways_on(facts, cursor)),
              .stop = stop};
}

}  // namespace

Epochs latest_epochs(const StartFacts& facts) {
  const auto& database = facts.database_epochs;
  return facts.epochs_on_topic.current() > database.current() ? facts.epochs_on_topic : database;
}

std::optional<WriteStop> stop_for(const StartFacts& facts) {
  if (!facts.note || facts.note->cluster_id != facts.cluster_id || !facts.line) return std::nullopt;
  const auto& line = *facts.line;
  if (!line.common || !line.end || line.end->position <= line.common->position) return std::nullopt;
  return WriteStop{.published = *line.end, .common = line.common->position};
}

std::string resume_command(JournalId journal, Position position) {
  return fmt::format("ledger-outbox resume --journal {} --position {}", journal.value, position.value);
}

std::string resume_at_common_command(JournalId journal, const LineComparison& line) {
  const auto command = resume_command(journal, line.common->position);
  return line.missing ? command + " --leave-gap " + to_hex(line.common->hash) : command;
}

std::string recover_command(JournalId journal) {
  return fmt::format("ledger-outbox recover --journal {}", journal.value);
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
                            facts.cluster_id, note.cursor.at.position.value, note.cluster_id,
                            ways_on(facts, note.cursor))};
  }
  if (auto objection = check_against_note(facts, facts.events, note.events_topic, note.events_ends)) return objection;
  if (auto objection = check_against_note(facts, facts.balances, note.balances_topic, note.balances_ends)) {
    return objection;
  }
  if (!facts.cursors.state) return check_cursor_against_note(facts);
  return std::nullopt;
}

bool has_lost_balances(const StartFacts& facts) {
  const auto& topic = facts.balances;
  if (facts.note)
    return check_against_note(facts, topic, facts.note->balances_topic, facts.note->balances_ends).has_value();
  return std::all_of(topic.ends.begin(), topic.ends.end(), [](std::int64_t end) { return end == 0; });
}

StartDecision decide_start(const StartFacts& facts) {
  if (auto objection = check_topics(facts)) return *objection;
  if (facts.note) {
    if (auto objection = check_cursor_against_note(facts)) return *objection;
  }
  const Cursor beginning{
      .journal = facts.journal, .at = {.position = Position(0), .hash = facts.genesis}, .accounts_end = AccountId(0)};
  const bool topics_missing = !facts.events.state || !facts.balances.state || !facts.cursors.state;
  if (!facts.cursor) {
    if (facts.events_without_cursor) {
      return Halt{fmt::format("topic {} holds events, but there is no cursor of journal {} in topic {}. {}",
                              facts.events.name, facts.journal.value, facts.cursors.name, ways_on(facts, beginning))};
    }
    if (topics_missing) return MakeTopics{};
    return beginning;
  }
  const auto& cursor = *facts.cursor;
  if (topics_missing) {
    return Halt{fmt::format("topic {} or {} is gone, to which events up to position {} were published. {}",
                            facts.events.name, facts.balances.name, cursor.at.position.value, ways_on(facts, cursor))};
  }
  if (auto objection = check_journal(facts)) return *objection;
  if (!facts.line_reaches_cursor) {
    return Halt{
        fmt::format("topic {} does not hold the event at position {}, which was published to it: its records "
                    "were lost, or it was made anew. {}",
                    facts.events.name, cursor.at.position.value, ways_on(facts, cursor))};
  }
  if (!facts.note && facts.line && facts.line->missing) {
    return Halt{
        fmt::format("topic {} does not hold all that was published up to position {}, and there is no note of "
                    "how far it had reached. {}",
                    facts.events.name, cursor.at.position.value, ways_on(facts, cursor))};
  }
  return cursor;
}

}  // namespace ledger
