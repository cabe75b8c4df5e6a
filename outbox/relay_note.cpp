#include "outbox/relay_note.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ledger/common/database.hpp"
#include "ledger/publication/hex.hpp"

namespace ledger {
namespace {

constexpr SessionLimits limits{.statement = std::chrono::seconds(3), .lock = std::chrono::seconds(3)};

constexpr const char* find_sql =
    "select cluster_id, position, encode(hash, 'hex'), events_topic, balances_topic,"
    " array_to_string(events_end_offsets, ' '), array_to_string(balances_end_offsets, ' ')"
    " from relay_note where journal = $1";
constexpr const char* write_sql =
    "insert into relay_note (journal, cluster_id, position, hash, events_topic, balances_topic, events_end_offsets,"
    " balances_end_offsets) values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8)"
    " on conflict (journal) do update set cluster_id = excluded.cluster_id, position = excluded.position,"
    " hash = excluded.hash, events_topic = excluded.events_topic, balances_topic = excluded.balances_topic,"
    " events_end_offsets = excluded.events_end_offsets, balances_end_offsets = excluded.balances_end_offsets,"
    " noted_at = clock_timestamp()";

std::string to_array(const std::vector<std::int64_t>& values) { return fmt::format("{{{}}}", fmt::join(values, ",")); }

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

RelayNotes::RelayNotes(const DatabaseSettings& database)
    : connection_(connect(database, limits, "ledger-outbox notes")) {
  connection_->prepare("find_note", find_sql);
  connection_->prepare("write_note", write_sql);
  pqxx::nontransaction session(*connection_);
  // The note may lag anyway: no reason to wait for a disk between two Kafka transactions.
  session.exec0("set synchronous_commit = off");
}

std::optional<RelayNote> RelayNotes::find(JournalId journal) {
  pqxx::work transaction(*connection_);
  const auto rows = transaction.exec_prepared("find_note", journal.value);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  RelayNote note;
  note.cluster_id = row[0].c_str();
  note.cursor.journal = journal;
  note.cursor.position = Position(row[1].as<std::int64_t>());
  note.cursor.hash = hash_from_hex(row[2].c_str()).value();
  note.events_topic = row[3].c_str();
  note.balances_topic = row[4].c_str();
  note.events_ends = numbers_in(row[5].c_str());
  note.balances_ends = numbers_in(row[6].c_str());
  return note;
}

bool RelayNotes::any() {
  pqxx::work transaction(*connection_);
  return transaction.exec1("select exists (select from relay_note)")[0].as<bool>();
}

void RelayNotes::write(const RelayNote& note) {
  pqxx::work transaction(*connection_);
  transaction.exec_prepared0("write_note", note.cursor.journal.value, note.cluster_id, note.cursor.position.value,
                             to_hex(note.cursor.hash), note.events_topic, note.balances_topic,
                             to_array(note.events_ends), to_array(note.balances_ends));
  transaction.commit();
}

}  // namespace ledger
