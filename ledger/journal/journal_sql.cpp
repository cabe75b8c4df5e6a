#include "ledger/journal/journal_sql.hpp"

#include "ledger/directory/texts_sql.hpp"
#include "ledger/journal/event_row.hpp"

namespace ledger::journal_sql {
namespace {

/// The GuardState as an expression on journal_guard. `first` is the number of the two parameters that it needs: the
/// identity of the database without its table, and its timeline.
std::string guard_state_with(int first) {
  const auto identity = std::string("$").append(std::to_string(first)).append("::text");
  const auto timeline = std::string("$").append(std::to_string(first + 1)).append("::bigint");
  // In the order of GuardState.
  return "(case when guard.common_position is not null then 3"
         " when guard.database_identity is distinct from " +
         identity +
         " || 'event'::regclass::oid then 1"
         " when guard.database_timeline is distinct from " +
         timeline + " then 2 else 0 end)::smallint";
}

/// A query's rows, each with the clock, what the journal's guard says and the epoch; without events there is one row
/// with these alone. clock_timestamp() is read while the statement runs, so after the lock. `first` is the number of
/// the two parameters that come last.
std::string with_guard(const std::string& events, int first) {
  return std::string("select ") + event_columns() + ", (extract(epoch from clock_timestamp()) * 1000000)::bigint, " +
         guard_state_with(first) +
         ", guard.epoch::bigint, (select last_value from refusal_fence) from journal_guard as guard left join lateral "
         "(" +
         events + ") as event on true where guard.journal = $1::smallint";
}

}  // namespace

const std::string& catch_up() {
  static const std::string sql = with_guard(
      "select * from event where journal = $1::smallint and position >= $2::bigint order by position limit $3::bigint",
      4);
  return sql;
}

const std::string& last_of_journal() {
  static const std::string sql =
      with_guard("select * from event where journal = $1::smallint order by position desc limit 1", 2);
  return sql;
}

const std::string& guard_state() {
  static const std::string sql =
      "select " + guard_state_with(2) + " from journal_guard as guard where guard.journal = $1::smallint";
  return sql;
}

const std::string& last_events() {
  static const std::string sql = std::string("select ") + event_columns() +
                                 " from (select unnest($1::bigint[]) union"
                                 " select account_id from event where transaction_uid = any($2::uuid[]))"
                                 " as wanted (account_id)"
                                 " cross join lateral (select * from event"
                                 " where event.account_id = wanted.account_id order by version desc limit 1) as event";
  return sql;
}

const std::string& recorded() {
  static const std::string sql = std::string("select ") + event_columns() + "," + LEDGER_TEXT_COLUMNS + "," +
                                 LEDGER_REVERSAL_COLUMN + "from event" + LEDGER_TEXT_JOINS + LEDGER_REVERSAL_JOIN +
                                 "where event.transaction_uid = any($1::uuid[])"
                                 " order by event.transaction_uid, event.leg";
  return sql;
}

static_assert(due_holds_per_account_max == 500 && due_holds_looked_up_max == 2'000, "as the statement says");
const std::string& due_holds_of_accounts() {
  static const std::string sql =
      std::string("select ") + event_columns() +
      " from unnest($1::bigint[], $2::bigint[]) as wanted (account_id, open_from_us)"
      " cross join lateral (select event.* from open_hold"
      " join event on event.transaction_uid = open_hold.transaction_uid and event.leg = 0"
      " where open_hold.account_id = wanted.account_id and open_hold.expires_us >= wanted.open_from_us"
      " and open_hold.expires_us <= $3::bigint"
      " and event.account_id = open_hold.account_id and event.type = 6"
      " and not exists (select from event as ended"
      " where ended.transaction_uid = open_hold.transaction_uid and ended.leg = 1)"
      " order by open_hold.expires_us, open_hold.transaction_uid limit 500) as event limit 2000";
  return sql;
}

}  // namespace ledger::journal_sql
