// May the relay go on, and from where? A pure function of what was found in Kafka and PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "outbox/kafka/topic.hpp"
#include "outbox/topics/cursor.hpp"
#include "outbox/topics/line_comparison.hpp"
#include "outbox/topics/relay_note.hpp"

namespace ledger {

/// A JSON value has at most 16 KiB; key, headers and the broker's own fields come on top.
constexpr std::int64_t message_bytes_needed = 16 * 1024 + 2 * 1024;

struct TopicFacts {
  std::string name;
  /// Nothing if there is no such topic.
  std::optional<kafka::TopicState> state;
  /// The end offsets, by partition.
  std::vector<std::int64_t> ends;
};

/// All that the decision depends on.
struct StartFacts {
  JournalId journal;
  std::string cluster_id;
  TopicFacts events;
  TopicFacts balances;
  TopicFacts cursors;
  std::optional<RelayNote> note;
  bool other_journals_have_notes = false;
  /// True if the balances topic had lost what was told on it before an operator went on.
  bool balances_were_lost = false;
  std::optional<Cursor> cursor;
  /// True if committed events were found that may be the journal's, though there is no cursor, and no note of anything
  /// published.
  bool events_without_cursor = false;
  /// hash(0) of the journal.
  Hash genesis{};
  Position journal_end;
  /// The hash of the journal's row at the cursor's position (the genesis hash at 0); nothing if the row is missing.
  std::optional<Hash> hash_at_cursor;
  /// The epochs that the database knows.
  Epochs database_epochs;
  /// True if the topics' ends were read after every transaction had ended on them.
  bool transactions_are_over = false;
  /// The epochs that the rewinds on the events topic tell; looked at only if there is no cursor.
  Epochs epochs_on_topic;
  /// True if the events topic holds the event at the cursor, or may have forgotten it by its own setting.
  bool line_reaches_cursor = true;
  /// The place where journal and Kafka part; looked at only if something is wrong.
  std::optional<LineComparison> line;

  /// Returns true if there is a note of something published. A relay notes position 0 before its first transaction,
  /// which may come to nothing.
  [[nodiscard]] bool anything_was_noted() const {
    return note && (note->cursor.at.position > Position(0) || note->epoch > first_epoch);
  }
};

/// The topics are missing and may be made: nothing was ever published.
struct MakeTopics {};

/// Writers have to stop: Kafka goes on to `published` from `common`, the last position that it shares with the journal.
struct WriteStop {
  ChainPoint published;
  Position common;
};

/// An operator has to decide; `reason` says what happened and which commands go on.
struct Halt {
  std::string reason;
  std::optional<WriteStop> stop{};
};

/// Go on behind this cursor, or one of the others.
using StartDecision = std::variant<Cursor, MakeTopics, Halt>;

/// Returns true if the balances topic does not hold all that was told on it: it is another one than was noted, or ends
/// before; without a note, if it is not there or is empty. To be called before topics are made.
bool has_lost_balances(const StartFacts& facts);

/// Checks what is known before there is a producer: the topics' settings, and what the note says about the cluster.
std::optional<Halt> check_topics(const StartFacts& facts);

/// The whole decision, once the cursor has been read. To name the right commands, it wants `line` where it halts.
StartDecision decide_start(const StartFacts& facts);

/// The epochs of a journal whose cursor was lost: the longer list of what topic and database know.
Epochs latest_epochs(const StartFacts& facts);

/// The stop that writers need; only where it is proven that the noted Kafka cluster is ahead of this journal, so that a
/// Kafka for tests stops nothing.
std::optional<WriteStop> stop_for(const StartFacts& facts);

/// "ledger-outbox resume --journal 0 --position 12"
std::string resume_command(JournalId journal, Position position);
/// The command that goes on at the last common position, with its hash where that leaves a gap.
std::string resume_at_common_command(JournalId journal, const LineComparison& line);
/// "ledger-outbox recover --journal 0"
std::string recover_command(JournalId journal);

}  // namespace ledger
