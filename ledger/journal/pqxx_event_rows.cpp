#include "ledger/journal/pqxx_event_rows.hpp"

#include <algorithm>
#include <charconv>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

/// By how much an event changed an amount of the account's state, by comparison with the state before. Null, and
/// without a look-up, for the events that tell it themselves (tells_change() in ledger/domain/account.hpp).
std::string found_change_of(const std::string& amount) {
  return std::string(" case when event.type = ")
      .append(std::to_string(static_cast<std::int16_t>(EventType::hold_captured)))
      .append(" or event.type > ")
      .append(std::to_string(event_type_number_max))
      .append(" or event.schema_version > ")
      .append(std::to_string(event_schema_version))
      .append(" then event." + amount + " - coalesce((select before." + amount +
              " from event as before"
              " where before.account_id = event.account_id and before.version = event.version - 1), 0) end ");
}

/// Sets what the two columns of found_change_columns(), the first of which is named, have found.
void read_found_change(const pqxx::row& row, pqxx::row::size_type column, Event& event) {
  if (row[column].is_null()) return;
  event.found_change = StateChange{.balance = whole_number(row[column]), .held = whole_number(row[column + 1])};
}

template <class Bytes>
Bytes bytes_in(const pqxx::field& field) {
  const auto stored = stored_bytes(field);
  Bytes bytes;
  ensure(stored.size() == bytes.size(), "stored bytes are of another length");
  std::copy(stored.begin(), stored.end(), bytes.begin());
  return bytes;
}

/// A row of a result in text.
class TextRow {
 public:
  explicit TextRow(const pqxx::row& row) : row_(row) {}

  [[nodiscard]] std::int64_t int64(int column) const { return whole_number(at(column)); }
  [[nodiscard]] std::int16_t int16(int column) const { return static_cast<std::int16_t>(whole_number(at(column))); }
  [[nodiscard]] std::string text(int column) const { return at(column).c_str(); }
  [[nodiscard]] Uid uid(int column) const {
    return require_stored(parse_uid(at(column).c_str()), "a stored uid is unreadable");
  }
  [[nodiscard]] std::optional<Hash> hash(int column) const {
    return stored_bytes(at(column)).empty() ? std::nullopt : std::optional(bytes_in<Hash>(at(column)));
  }
  [[nodiscard]] Currency currency(int column) const {
    return require_stored(Currency::from_code(at(column).c_str()), "a stored currency is unknown");
  }

 private:
  [[nodiscard]] pqxx::field at(int column) const { return row_[static_cast<pqxx::row::size_type>(column)]; }

  const pqxx::row& row_;
};

/// From left to right: the planner keeps the order in which tables are joined.
std::string select_with(const std::string& more_columns, const std::string& source, const std::string& rest) {
  return std::string("select ") + event_columns() + "," + LEDGER_TEXT_COLUMNS + "," + LEDGER_REVERSAL_COLUMN + "," +
         found_change_columns() + more_columns + "from " + source + LEDGER_TEXT_JOINS + LEDGER_REVERSAL_JOIN + rest;
}

}  // namespace

std::string found_change_columns() { return found_change_of("balance") + "," + found_change_of("held"); }

std::string select_recorded(const std::string& rest) { return select_with("", "event", rest); }

std::string select_recorded_holds(const std::string& source, const std::string& rest) {
  // In the same statement: the hold is still open in the state that the last event belongs to.
  return select_with(
      ", case when event.type = 6 then (select last.recorded_us from event as last where last.journal = event.journal"
      " order by last.position desc limit 1) end ",
      source, rest);
}

std::int64_t whole_number(const pqxx::field& field) {
  const std::string_view text(field.c_str(), field.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  ensure(error == std::errc{} && end == text.data() + text.size(), "a stored number is not one");
  return number;
}

Event event_from_text(const pqxx::row& row) {
  const TextRow text(row);
  return EventRowReader(text).read();
}

Event changing_event_from_text(const pqxx::row& row) {
  auto event = event_from_text(row);
  read_found_change(row, event_column_count, event);
  return event;
}

RecordedTransaction recorded_from_text(const pqxx::row& row) {
  constexpr pqxx::row::size_type text_columns = event_column_count;
  RecordedTransaction recorded;
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
  const auto login = row[text_columns + 5];
  if (!login.is_null()) recorded.identity->login = Login{.name = login.c_str(), .password_hash = {}};
  const auto reversed_by = row[text_columns + 6];
  if (!reversed_by.is_null()) recorded.reversed_by = parse_uid(reversed_by.c_str());
  read_found_change(row, text_columns + 7, recorded.legs.front());
  constexpr auto journal_time = text_columns + 9;
  if (row.size() > journal_time && !row[journal_time].is_null() && is_understood(recorded.legs.front())) {
    const auto expires = hold_terms(recorded.legs.front()).expires;
    recorded.is_over = microseconds_since_epoch(expires) <= whole_number(row[journal_time]);
  }
  return recorded;
}

}  // namespace ledger
