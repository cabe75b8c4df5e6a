#include "ledger/journal/transactions.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/invariant.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/journal_sql.hpp"

namespace ledger {
namespace {

std::string select_events(const std::string& rest) {
  return std::string("select ") + event_columns + "," + LEDGER_TEXT_COLUMNS + "," + LEDGER_REVERSAL_COLUMN +
         "from event" + LEDGER_TEXT_JOINS + LEDGER_REVERSAL_JOIN + rest;
}

const std::string find_transaction_sql = select_events("where event.transaction_uid = $1::uuid order by event.leg");
const std::string history_ascending_sql =
    select_events("where event.account_id = $1 and event.version > $2 order by event.version limit $3");
const std::string history_descending_sql =
    select_events("where event.account_id = $1 and event.version < $2 order by event.version desc limit $3");
const std::string last_event_sql =
    std::string("select ") + event_columns + " from event where account_id = $1 order by version desc limit 1";
constexpr const char* position_at_sql = "select position_at($1::smallint, $2::bigint)";

std::int64_t whole_number(const pqxx::field& field) {
  const std::string_view text(field.c_str(), field.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  must_hold(error == std::errc{} && end == text.data() + text.size(), "a stored number is not one");
  return number;
}

std::int16_t small_number(const pqxx::field& field) { return static_cast<std::int16_t>(whole_number(field)); }

template <class Bytes>
Bytes bytes_in(const pqxx::field& field) {
  const pqxx::binarystring stored(field);
  Bytes bytes;
  must_hold(stored.size() == bytes.size(), "stored bytes are of another length");
  std::copy(stored.begin(), stored.end(), bytes.begin());
  return bytes;
}

template <class Value>
Value known(std::optional<Value> value, const char* what) {
  must_hold(value.has_value(), what);
  return *value;
}

/// The same columns as event_from_row reads, in libpqxx's text.
Event event_from_text(const pqxx::row& row) {
  Event event;
  pqxx::row::size_type column = 0;
  event.position = Position(whole_number(row[column++]));
  event.account = AccountId(whole_number(row[column++]));
  event.version = Version(whole_number(row[column++]));
  event.amount = whole_number(row[column++]);
  event.balance = whole_number(row[column++]);
  event.held = whole_number(row[column++]);
  event.limit = whole_number(row[column++]);
  event.effective = moment_from_microseconds(whole_number(row[column++]));
  event.recorded = moment_from_microseconds(whole_number(row[column++]));
  event.uid = known(parse_uid(row[column++].c_str()), "a stored uid is unreadable");
  event.journal = JournalId(small_number(row[column++]));
  event.leg = Leg(small_number(row[column++]));
  event.type = known(event_type_from_number(small_number(row[column++])), "a stored type is unknown");
  event.status = known(account_status_from_number(small_number(row[column++])), "a stored status is unknown");
  event.schema_version = small_number(row[column++]);
  event.currency = known(Currency::from_code(row[column++].c_str()), "a stored currency is unknown");
  event.actor = row[column++].c_str();
  event.details = row[column++].c_str();
  const auto text_hash = row[column++];
  if (!pqxx::binarystring(text_hash).empty()) event.text_hash = bytes_in<Hash>(text_hash);
  event.hash = bytes_in<Hash>(row[column]);
  return event;
}

/// The event of a row as a transaction of one leg, with the texts behind its columns.
Recorded recorded_from_text(const pqxx::row& row) {
  constexpr pqxx::row::size_type text_columns = 20;
  Recorded recorded;
  recorded.legs.push_back(event_from_text(row));
  const auto hash = recorded.legs.front().text_hash.value_or(Hash{});
  const auto comment = row[text_columns];
  if (!comment.is_null()) {
    recorded.comment = Comment{.text = comment.c_str(), .salt = bytes_in<Salt>(row[text_columns + 1]), .hash = hash};
  }
  const auto name = row[text_columns + 2];
  const auto external_id = row[text_columns + 3];
  if (!name.is_null()) {
    recorded.identity =
        Identity{.name = name.c_str(),
                 .external_id = external_id.is_null() ? std::nullopt : std::optional<std::string>(external_id.c_str()),
                 .salt = bytes_in<Salt>(row[text_columns + 4]),
                 .hash = hash};
  }
  const auto reversed_by = row[text_columns + 5];
  if (!reversed_by.is_null()) recorded.reversed_by = parse_uid(reversed_by.c_str());
  return recorded;
}

}  // namespace

std::optional<Recorded> find_transaction(pqxx::transaction_base& transaction, const Uid& uid) {
  const auto rows = transaction.exec_params(find_transaction_sql, to_string(uid));
  std::optional<Recorded> found;
  for (const auto& row : rows) {
    auto leg = recorded_from_text(row);
    if (!found) {
      found = std::move(leg);
    } else {
      found->legs.push_back(std::move(leg.legs.front()));
      if (leg.reversed_by) found->reversed_by = leg.reversed_by;
    }
  }
  return found;
}

HistoryPage account_history(pqxx::transaction_base& transaction, AccountId account, std::optional<Version> after,
                            bool descending, int limit) {
  const auto start = after ? after->value : descending ? std::numeric_limits<std::int64_t>::max() : 0;
  // One more than asked for tells whether there is a next page.
  const auto rows = transaction.exec_params(descending ? history_descending_sql : history_ascending_sql, account.value,
                                            start, limit + 1);
  HistoryPage page;
  for (const auto& row : rows) {
    if (page.entries.size() == static_cast<std::size_t>(limit)) {
      page.next = page.entries.back().legs.front().version;
      break;
    }
    page.entries.push_back(recorded_from_text(row));
  }
  return page;
}

std::optional<Event> last_event(pqxx::transaction_base& transaction, AccountId account) {
  const auto rows = transaction.exec_params(last_event_sql, account.value);
  if (rows.empty()) return std::nullopt;
  return event_from_text(rows[0]);
}

Position position_at(pqxx::transaction_base& transaction, JournalId journal, Moment recorded) {
  const auto rows = transaction.exec_params(position_at_sql, journal.value, microseconds_since_epoch(recorded));
  return Position(whole_number(rows[0][0]));
}

}  // namespace ledger
