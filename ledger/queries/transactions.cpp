#include "ledger/queries/transactions.hpp"

#include <string>

#include "ledger/journal/event_row.hpp"
#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

const std::string find_transaction_sql =
    select_recorded_holds("event", "where event.transaction_uid = $1::uuid order by event.leg");
const std::string last_event_sql =
    std::string("select ") + event_columns() + " from event where account_id = $1 order by version desc limit 1";
constexpr const char* has_event_sql =
    "select exists (select from event where account_id = $1::bigint and version = $2::bigint and hash = $3::bytea)";
constexpr const char* last_position_sql =
    "select coalesce((select position from event where journal = $1::smallint order by position desc limit 1), 0)";
// One statement, so that who is told of an event of a new epoch is told of the epoch. A guard is one row, found by key.
constexpr const char* end_in_epoch_sql =
    "select coalesce((select position from event where journal = $1::smallint order by position desc limit 1), 0),"
    " (select epoch from journal_guard where journal = $1::smallint)";
constexpr const char* position_at_sql = "select position_at($1::smallint, $2::bigint)";

PositionInEpoch position_in_epoch(const pqxx::row& row) {
  return {.position = Position(whole_number(row[0])),
          .journal_epoch = Epoch(static_cast<std::int32_t>(whole_number(row[1])))};
}

}  // namespace

std::optional<RecordedTransaction> find_transaction(pqxx::transaction_base& transaction, const Uid& uid) {
  const auto rows = execute_often(transaction, find_transaction_sql, to_string(uid));
  std::optional<RecordedTransaction> found;
  for (const auto& row : rows) {
    auto leg = recorded_from_text(row);
    if (!found) {
      found = std::move(leg);
    } else {
      found->legs.push_back(std::move(leg.legs.front()));
      found->is_over = false;
      if (leg.reversed_by) found->reversed_by = leg.reversed_by;
    }
  }
  return found;
}

std::optional<Event> last_event(pqxx::transaction_base& transaction, AccountId account) {
  const auto rows = execute_often(transaction, last_event_sql, account.value);
  if (rows.empty()) return std::nullopt;
  return event_from_text(rows[0]);
}

bool has_event(pqxx::transaction_base& transaction, const Event& event) {
  return execute_for_row(transaction, has_event_sql, event.account.value, event.version.value,
                         bytea_text(event.hash))[0]
      .as<bool>();
}

Position last_position(pqxx::transaction_base& transaction, JournalId journal) {
  return Position(whole_number(execute_often(transaction, last_position_sql, journal.value)[0][0]));
}

PositionInEpoch end_in_epoch(pqxx::transaction_base& transaction, JournalId journal) {
  return position_in_epoch(execute_often(transaction, end_in_epoch_sql, journal.value)[0]);
}

Position position_at(pqxx::transaction_base& transaction, JournalId journal, Moment recorded) {
  const auto rows = execute(transaction, position_at_sql, journal.value, microseconds_since_epoch(recorded));
  return Position(whole_number(rows[0][0]));
}

}  // namespace ledger
