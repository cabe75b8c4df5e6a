#include "ledger/ctl/views/ledger_state.hpp"

#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

// Tables of a row a journal, and the journal's last event.
constexpr const char* journals_sql =
    "select journal.journal, coalesce(last.position, 0), last.recorded_us,"
    " case when checkpoint.lease_until > statement_timestamp() then checkpoint.holder else '' end,"
    " checkpoint.position, checkpoint.hash,"
    " case when lease.expires_at > statement_timestamp() then lease.holder else '' end, note.position, note.hash,"
    " guard.kafka_position, guard.common_position, (extract(epoch from clock_timestamp()) * 1000000)::bigint"
    " from journal join snapshot_checkpoint as checkpoint on checkpoint.journal = journal.journal"
    " join journal_guard as guard on guard.journal = journal.journal"
    " left join relay_note as note on note.journal = journal.journal"
    " left join relay_lease as lease on lease.journal = journal.journal"
    " left join lateral (select position, recorded_us from event where event.journal = journal.journal"
    "  order by position desc limit 1) as last on true order by journal.journal";

FollowerState follower_in(const PostgresResult& rows, int row, int first_column) {
  FollowerState follower{.holder = rows.text(row, first_column)};
  if (!rows.is_null(row, first_column + 1)) {
    follower.place = ChainPoint{.position = Position(rows.int64(row, first_column + 1)),
                                .hash = hash_in(rows.bytes(row, first_column + 2))};
  }
  return follower;
}

}  // namespace

LedgerStateReader::LedgerStateReader(PostgresConnection& connection) : connection_(connection) {
  prepare_lag_query(connection_);
}

LedgerState LedgerStateReader::read() {
  LedgerState state;
  const auto rows = connection_.execute(journals_sql);
  for (int row = 0; row < rows.rows(); ++row) {
    JournalState journal{.journal = JournalId(rows.int16(row, 0)),
                         .end = Position(rows.int64(row, 1)),
                         .projector = follower_in(rows, row, 3),
                         .relay = follower_in(rows, row, 6)};
    if (!rows.is_null(row, 2)) journal.recorded = moment_from_microseconds(rows.int64(row, 2));
    if (!rows.is_null(row, 9)) {
      journal.stop = StopRow{.kafka = Position(rows.int64(row, 9)), .common = Position(rows.int64(row, 10))};
    }
    state.clock = moment_from_microseconds(rows.int64(row, 11));
    find_lag_of(journal.journal, journal.projector);
    find_lag_of(journal.journal, journal.relay);
    state.journals.push_back(std::move(journal));
  }
  return state;
}

void LedgerStateReader::find_lag_of(JournalId journal, FollowerState& follower) {
  if (follower.place) follower.lag = find_lag(connection_, journal, *follower.place);
}

}  // namespace ledger
