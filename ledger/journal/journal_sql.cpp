#include "ledger/journal/journal_sql.hpp"

#include "ledger/directory/texts_sql.hpp"
#include "ledger/journal/event_reader.hpp"

namespace ledger::journal_sql {
namespace {

/// A query's rows behind the clock, which is there also when there are none. clock_timestamp() is read while the
/// statement runs, so after the lock.
std::string with_clock(const std::string& events) {
  return std::string("select ") + event_columns +
         ", (extract(epoch from clock_timestamp()) * 1000000)::bigint"
         " from (select 1) as always left join lateral (" +
         events + ") as event on true";
}

}  // namespace

const std::string& catch_up() {
  static const std::string sql = with_clock(
      "select * from event where journal = $1::smallint and position >= $2::bigint order by position limit $3::bigint");
  return sql;
}

const std::string& last_of_journal() {
  static const std::string sql =
      with_clock("select * from event where journal = $1::smallint order by position desc limit 1");
  return sql;
}

const std::string& last_events() {
  static const std::string sql = std::string("select ") + event_columns +
                                 " from (select unnest($1::bigint[]) union"
                                 " select account_id from event where transaction_uid = any($2::uuid[]))"
                                 " as wanted (account_id)"
                                 " cross join lateral (select * from event"
                                 " where event.account_id = wanted.account_id order by version desc limit 1) as event";
  return sql;
}

const std::string& recorded() {
  static const std::string sql = std::string("select ") + event_columns + "," + LEDGER_TEXT_COLUMNS + "," +
                                 LEDGER_REVERSAL_COLUMN + "from event" + LEDGER_TEXT_JOINS + LEDGER_REVERSAL_JOIN +
                                 "where event.transaction_uid = any($1::uuid[])"
                                 " order by event.transaction_uid, event.leg";
  return sql;
}

}  // namespace ledger::journal_sql
