#include "ledger/queries/follower_progress.hpp"

#include "ledger/domain/values/invariant.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

// A row in any case, since the journal's own is there. A clock that was set back makes no event come from the future.
constexpr const char* progress_sql =
    "select coalesce((select position from event where journal = $1::smallint order by position desc limit 1), 0),"
    " checkpoint.position,"
    " coalesce(greatest(0, (extract(epoch from clock_timestamp()) * 1000000)::bigint - projected.recorded_us), 0),"
    " case when checkpoint.lease_until > clock_timestamp() then checkpoint.holder else '' end,"
    " note.position,"
    " coalesce(greatest(0, (extract(epoch from clock_timestamp()) * 1000000)::bigint - relayed.recorded_us), 0),"
    " case when lease.expires_at > clock_timestamp() then lease.holder else '' end"
    " from journal"
    " left join snapshot_checkpoint as checkpoint on checkpoint.journal = $1::smallint"
    " left join event as projected on projected.journal = $1::smallint"
    "  and projected.position = coalesce(checkpoint.position, 0) + 1"
    " left join relay_note as note on note.journal = $1::smallint"
    " left join event as relayed on relayed.journal = $1::smallint"
    "  and relayed.position = coalesce(note.position, 0) + 1"
    " left join relay_lease as lease on lease.journal = $1::smallint"
    " where journal.journal = $1::smallint";

FollowerProgress follower_in(const pqxx::row& row, int first) {
  FollowerProgress progress{.position = std::nullopt,
                            .age_us = row[first + 1].as<std::int64_t>(),
                            .holder = row[first + 2].as<std::string>()};
  if (!row[first].is_null()) progress.position = Position(row[first].as<std::int64_t>());
  return progress;
}

}  // namespace

JournalProgress journal_progress(pqxx::transaction_base& transaction, JournalId journal) {
  const auto rows = execute(transaction, progress_sql, journal.value);
  ensure(rows.size() == 1, "a journal is not there");
  const auto row = rows[0];
  return {.end = Position(row[0].as<std::int64_t>()), .projector = follower_in(row, 1), .relay = follower_in(row, 4)};
}

}  // namespace ledger
