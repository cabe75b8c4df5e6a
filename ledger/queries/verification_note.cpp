#include "ledger/queries/verification_note.hpp"

#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr const char* last_sql =
    "select (extract(epoch from finished_at) * 1000000)::bigint, events, whole, sound from verification";
constexpr const char* note_sql =
    "insert into verification (finished_at, events, whole, sound) values (clock_timestamp(), $1::bigint, $2, $3)"
    " on conflict (is_last) do update set finished_at = excluded.finished_at, events = excluded.events,"
    " whole = excluded.whole, sound = excluded.sound";

}  // namespace

std::optional<VerificationNote> last_verification(pqxx::transaction_base& transaction) {
  const auto rows = execute(transaction, last_sql);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return VerificationNote{.finished = moment_from_microseconds(whole_number(row[0])),
                          .events = whole_number(row[1]),
                          .whole = row[2].as<bool>(),
                          .sound = row[3].as<bool>()};
}

void note_verification(pqxx::transaction_base& transaction, const VerificationNote& note) {
  execute(transaction, note_sql, note.events, note.whole, note.sound);
}

}  // namespace ledger
