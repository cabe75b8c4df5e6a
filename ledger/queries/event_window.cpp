#include "ledger/queries/event_window.hpp"

#include <algorithm>
#include <string>

#include "ledger/journal/event_row.hpp"
#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/queries/account_versions.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger {
namespace {

const std::string journal_window_sql = std::string("select ") + event_columns() + "," + found_change_columns() +
                                       "from event where journal = $1::smallint and position > $2::bigint"
                                       " order by position limit $3::bigint";
const std::string account_window_sql = std::string("select ") + event_columns() + "," + found_change_columns() +
                                       "from event where account_id = $1::bigint and version > $2::bigint"
                                       " order by version limit $3::bigint";

std::vector<Event> events_in(const pqxx::result& rows) {
  std::vector<Event> events;
  for (const auto& row : rows) events.push_back(changing_event_from_text(row));
  return events;
}

}  // namespace

EventWindow journal_window(pqxx::transaction_base& transaction, JournalId journal, Position after, int limit) {
  EventWindow window{.events = events_in(execute(transaction, journal_window_sql, journal.value, after.value, limit)),
                     .reached = after};
  if (!window.events.empty()) window.reached = window.events.back().position;
  return window;
}

EventWindow account_window(pqxx::transaction_base& transaction, JournalId journal, AccountId account, Position after,
                           int limit) {
  // Before the events: what is recorded between the two statements is above this end, and comes next time.
  const auto end = position_at(transaction, journal, Moment::max());
  const auto version = version_known_at(transaction, account, after);
  EventWindow window{.events = events_in(execute(transaction, account_window_sql, account.value, version.value, limit)),
                     .reached = std::max(end, after)};
  if (window.events.empty()) return window;
  const auto last = window.events.back().position;
  const bool full = window.events.size() == static_cast<std::size_t>(limit);
  window.reached = full ? last : std::max(window.reached, last);
  return window;
}

}  // namespace ledger
