#include "outbox/topics/noted_place.hpp"

#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

constexpr const char* noted_place_sql = "select position, hash from relay_note where journal = $1::smallint";

}  // namespace

std::optional<ChainPoint> find_noted_place(PostgresConnection& connection, JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto rows = connection.execute(noted_place_sql, parameters);
  if (rows.rows() == 0) return std::nullopt;
  return ChainPoint{.position = Position(rows.int64(0, 0)), .hash = hash_in(rows.bytes(0, 1))};
}

}  // namespace ledger
