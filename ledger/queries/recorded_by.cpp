#include "ledger/queries/recorded_by.hpp"

#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

/// Parameters: journal, recorded time. The journal's row is locked by every batch and never updated, so its xmax names
/// the last transaction that locked it. If that one had ended when this statement's snapshot was taken, the snapshot
/// has its events and those of all before it; whoever locks the row later records a time at most
/// append_clock_tolerance before what `database_clock_sql` read. xmax has 32 bits, and is the transaction number
/// nearest to the snapshot's own; one that VACUUM has cleared is 0, and one far ahead of the snapshot is no transaction
/// of this age: it has ended. A number of several lockers (a multixact) is never a batch's, whose lock suffers no
/// other.
constexpr const char* recorded_by_sql =
    "select position_at($1::smallint, $2::bigint), guard.epoch,"
    " coalesce((select recorded_us from event where journal = $1::smallint order by position desc limit 1)"
    "  > $2::bigint, false),"
    " near.locker = 0 or near.ahead between 1073741824 and 2147483647 or pg_visible_in_snapshot(greatest(near.own + "
    "near.ahead"
    "  - case when near.ahead >= 2147483648 then 4294967296 else 0 end, 3)::text::xid8, pg_current_snapshot()),"
    " guard.common_position is null and guard.database_identity is not distinct from database_identity()"
    "  and guard.database_timeline is not distinct from database_timeline()"
    " from journal join journal_guard as guard using (journal)"
    " cross join lateral (select own, locker, (locker - own) & 4294967295 as ahead"
    "  from (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as own,"
    "   journal.xmax::text::bigint as locker) as numbers) as near"
    " where journal.journal = $1::smallint";

}  // namespace

Moment database_clock(pqxx::transaction_base& transaction) {
  return moment_from_microseconds(whole_number(transaction.exec(database_clock_sql)[0][0]));
}

RecordedBy recorded_by(pqxx::transaction_base& transaction, JournalId journal, Moment time) {
  RecordedBy found;
  // Each statement has a snapshot of its own, and the clock must be the earlier.
  found.clock = database_clock(transaction);
  const auto row = execute(transaction, recorded_by_sql, journal.value, microseconds_since_epoch(time))[0];
  found.stood = {.position = Position(whole_number(row[0])),
                 .journal_epoch = Epoch(static_cast<std::int32_t>(whole_number(row[1])))};
  found.is_passed = row[2].as<bool>();
  found.is_quiet = row[3].as<bool>() && found.clock - journal_sql::append_clock_tolerance > time;
  found.is_confirmed = row[4].as<bool>();
  return found;
}

}  // namespace ledger
