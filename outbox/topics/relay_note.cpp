#include "outbox/topics/relay_note.hpp"

#include <cstdlib>

#include "ledger/journal/event_traces.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

constexpr SessionLimits note_session_limits{.statement = std::chrono::seconds(3), .lock = std::chrono::seconds(3)};
constexpr std::chrono::seconds note_answer_deadline{4};

/// Twice as many as there are events in one Kafka transaction.
constexpr std::int64_t traced_events_max = 100'000;

constexpr const char* find_note_sql =
    "select cluster_id, position, hash, events_topic, balances_topic,"
    " array_to_string(events_end_offsets, ' '), array_to_string(balances_end_offsets, ' '), epoch::bigint"
    " from relay_note where journal = $1::smallint";
constexpr const char* any_beside_sql = "select from relay_note where journal <> $1::smallint limit 1";
constexpr const char* write_sql =
    "insert into relay_note (journal, cluster_id, position, hash, events_topic, balances_topic, events_end_offsets,"
    " balances_end_offsets, epoch) values ($1::smallint, $2::text, $3::bigint, $4::bytea, $5::text, $6::text,"
    " $7::bigint[], $8::bigint[], $9::bigint::integer)"
    " on conflict (journal) do update set cluster_id = excluded.cluster_id, position = excluded.position,"
    " hash = excluded.hash, events_topic = excluded.events_topic, balances_topic = excluded.balances_topic,"
    " events_end_offsets = excluded.events_end_offsets, balances_end_offsets = excluded.balances_end_offsets,"
    " epoch = excluded.epoch, noted_at = clock_timestamp()";

std::vector<std::int64_t> numbers_in(const std::string& text) {
  std::vector<std::int64_t> numbers;
  const char* place = text.c_str();
  while (*place != '\0') {
    char* end = nullptr;
    numbers.push_back(std::strtoll(place, &end, 10));
    if (end == place) break;
    place = end;
  }
  return numbers;
}

}  // namespace

RelayNotes::RelayNotes(const DatabaseSettings& database, std::stop_token stop)
    : connection_(database, {.application = "ledger-outbox notes", .limits = note_session_limits},
                  {.deadline = note_answer_deadline, .stop = std::move(stop)}) {
  connection_.prepare("write_note", write_sql);
  // The note may lag anyway: no reason to wait for a disk between two Kafka transactions.
  connection_.execute("set synchronous_commit = off");
}

std::optional<RelayNote> RelayNotes::find(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto rows = connection_.execute(find_note_sql, parameters);
  if (rows.rows() == 0) return std::nullopt;
  RelayNote note;
  note.cursor.journal = journal;
  note.cursor.at.position = Position(rows.int64(0, 1));
  note.cursor.at.hash = hash_in(rows.bytes(0, 2));
  note.epoch = Epoch(static_cast<std::int32_t>(rows.int64(0, 7)));
  note.cluster_id = rows.text(0, 0);
  note.events_topic = rows.text(0, 3);
  note.balances_topic = rows.text(0, 4);
  note.events_ends = numbers_in(rows.text(0, 5));
  note.balances_ends = numbers_in(rows.text(0, 6));
  return note;
}

bool RelayNotes::any_beside(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  return connection_.execute(any_beside_sql, parameters).rows() > 0;
}

void RelayNotes::write(const RelayNote& note) {
  PostgresParameters parameters;
  parameters.add_int16(note.cursor.journal.value);
  parameters.add_text(note.cluster_id);
  parameters.add_int64(note.cursor.at.position.value);
  parameters.add_bytes(note.cursor.at.hash);
  parameters.add_text(note.events_topic);
  parameters.add_text(note.balances_topic);
  parameters.add_int64_array(note.events_ends);
  parameters.add_int64_array(note.balances_ends);
  parameters.add_int64(note.cursor.epochs.current().value);
  connection_.execute_prepared("write_note", parameters);
}

void RelayNotes::forget_traces(const Cursor& published) {
  PostgresParameters parameters;
  parameters.add_int16(published.journal.value);
  parameters.add_int64(published.at.position.value - traced_events_max);
  parameters.add_int64(published.at.position.value);
  connection_.execute(forget_traces_sql, parameters);
}

}  // namespace ledger
