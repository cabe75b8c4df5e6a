// Getting the relay of a journal to work: topics, fencing, cursor, checks.
#pragma once

#include <memory>
#include <variant>

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/producer.hpp"
#include "outbox/topics/relay_note.hpp"
#include "outbox/topics/relay_settings.hpp"
#include "outbox/topics/start_check.hpp"

namespace ledger {

/// A producer that has fenced all others, and what has been published so far.
struct OpenRelay {
  std::unique_ptr<kafka::Producer> producer;
  std::unique_ptr<RelayNotes> notes;
  /// The note as it would be written now.
  RelayNote published;
};

/// The topics have been made: start again, with a producer that knows them.
struct TopicsMade {};

using StartResult = std::variant<OpenRelay, TopicsMade, Halt>;

/// Remembers what was last found about the line on Kafka, so that a relay that has stopped does not read a long tail of
/// the topic again with every look.
class LineMemory {
 public:
  /// All that the finding depends on.
  struct Key {
    std::optional<Cursor> cursor;
    ChainPoint journal_end;
    /// The end offsets of the events topic, by partition.
    std::vector<std::int64_t> ends;
    bool operator==(const Key&) const = default;
  };
  [[nodiscard]] std::optional<LineComparison> find(const Key& key) const { return key_ == key ? line_ : std::nullopt; }
  void keep(const Key& key, const LineComparison& line) {
    key_ = key;
    line_ = line;
  }

 private:
  std::optional<Key> key_;
  std::optional<LineComparison> line_;
};

/// Does all of it under the lease. Throws kafka::Failure, ConnectionLost, StatementFailed.
StartResult start_relay(const RelaySettings& settings, JournalId journal, const std::stop_token& stop,
                        LineMemory& memory);

/// Gathers the facts that are known before the producer is made; `cursor` and what depends on it are still missing.
StartFacts gather_facts(const RelaySettings& settings, JournalId journal, kafka::Admin& admin, RelayNotes& notes);

/// The newest committed cursor of the journal; nothing if there is none. A relay that is at work may be ahead of it by
/// the time this returns. Throws kafka::Failure.
std::optional<Cursor> find_cursor(const RelaySettings& settings, JournalId journal, kafka::Admin& admin);

/// Says when the line on Kafka is compared with the journal, which takes as long as reading the events that the journal
/// lacks.
enum class LineWanted { where_in_doubt, always };

/// Adds what is to be known once all other producers are fenced: the cursor, what the journal holds there, whether the
/// events topic holds it, and where journal and Kafka part. Throws kafka::Failure, ConnectionLost, StatementFailed.
void read_line(const RelaySettings& settings, kafka::Admin& admin, StartFacts& facts, LineWanted wanted,
               const std::stop_token& stop, LineMemory* memory = nullptr);

/// The note as it would be written with this cursor.
RelayNote note_of(const StartFacts& facts, const Cursor& cursor);

/// Makes the topics that are missing. Throws kafka::Failure.
void make_topics(const RelaySettings& settings, kafka::Admin& admin, const StartFacts& facts,
                 const std::stop_token& stop);

/// A producer for the journal's transactional.id; its call to init_transactions() has fenced all others.
std::unique_ptr<kafka::Producer> open_producer(const RelaySettings& settings, const StartFacts& facts,
                                               const std::stop_token& stop);

}  // namespace ledger
