#include "ledger/followers/lag_query.hpp"

#include <algorithm>

namespace ledger {
namespace {

// Three look-ups by the primary key. The journal's end cannot lie before the place, as that row is there.
constexpr const char* lag_sql =
    "select last.position - $2::bigint,"
    " coalesce((extract(epoch from clock_timestamp()) * 1000000)::bigint - oldest.recorded_us, 0)"
    " from (select coalesce((select position from event where journal = $1::smallint order by position desc limit 1),"
    "  0) as position) as last"
    " left join event as oldest on oldest.journal = $1::smallint and oldest.position = $2::bigint + 1"
    " where case when $2::bigint = 0"
    "  then exists (select from journal where journal = $1::smallint and genesis_hash = $3::bytea)"
    "  else exists (select from event where journal = $1::smallint and position = $2::bigint and hash = $3::bytea) end";

}  // namespace

void prepare_lag_query(PostgresConnection& connection) { connection.prepare("find_lag", lag_sql); }

std::optional<JournalLag> find_lag(PostgresConnection& connection, JournalId journal, const ChainPoint& place) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(place.position.value);
  parameters.add_bytes(place.hash);
  const auto rows = connection.execute_prepared("find_lag", parameters);
  if (rows.rows() == 0) return std::nullopt;
  // A clock that was set back makes no event come from the future.
  return JournalLag{.events = rows.int64(0, 0),
                    .age = std::chrono::microseconds(std::max<std::int64_t>(0, rows.int64(0, 1)))};
}

}  // namespace ledger
