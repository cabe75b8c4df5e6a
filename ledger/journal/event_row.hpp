// The rows of table event: which columns there are, in which order, and which member of Event each holds. Every
// statement on whole events, every reader and every writer of rows is made from this one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "ledger/domain/event.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/postgres/stored_value.hpp"

namespace ledger {

/// A column of table event. `type` is PostgreSQL's.
template <class Member>
struct EventColumn {
  std::string_view name;
  std::string_view type;
  Member Event::*member;
};
/// C++20 deduces the same; clang 14 does not yet.
template <class Member>
EventColumn(std::string_view, std::string_view, Member Event::*) -> EventColumn<Member>;

/// All columns, in the order in which rows are read. A new column is a line here, a member of Event, and a migration
/// with a new composite type and a new function that appends rows of it: the type event_row is never altered, since
/// older writers go on sending it. ledger/README.md, "A field of an event", says what else it takes.
constexpr std::tuple event_row{
    EventColumn{"position", "bigint", &Event::position},
    EventColumn{"account_id", "bigint", &Event::account},
    EventColumn{"version", "bigint", &Event::version},
    EventColumn{"amount", "bigint", &Event::amount},
    EventColumn{"balance", "bigint", &Event::balance},
    EventColumn{"held", "bigint", &Event::held},
    EventColumn{"balance_limit", "bigint", &Event::limit},
    EventColumn{"effective_us", "bigint", &Event::effective},
    EventColumn{"recorded_us", "bigint", &Event::recorded},
    EventColumn{"transaction_uid", "uuid", &Event::uid},
    EventColumn{"journal", "smallint", &Event::journal},
    EventColumn{"leg", "smallint", &Event::leg},
    EventColumn{"type", "smallint", &Event::type},
    EventColumn{"status", "smallint", &Event::status},
    EventColumn{"schema_version", "smallint", &Event::schema_version},
    EventColumn{"currency", "text", &Event::currency},
    EventColumn{"actor", "text", &Event::actor},
    EventColumn{"details", "text", &Event::details},
    EventColumn{"text_hash", "bytea", &Event::text_hash},
    EventColumn{"hash", "bytea", &Event::hash},
};

constexpr int event_column_count = std::tuple_size_v<decltype(event_row)>;

/// Calls `use` with each column, in order.
template <class Use>
constexpr void for_each_event_column(Use&& use) {
  std::apply([&use](const auto&... column) { (use(column), ...); }, event_row);
}

/// "event.position, event.account_id, …": what selects rows for event_in(), with the table named `event`.
const std::string& event_columns();
/// "position, account_id, …": what names the columns of rows that are written.
const std::string& event_column_names();
/// Inserts events. Parameter: their rows, as add_event_rows() adds them. The procedure append_events_and_holds is
/// another statement: it looks at the journal's end first (journal_sql.hpp).
const std::string& insert_events_sql();
/// The object id of type event_row, which add_event_rows() needs. It is another one in each database.
constexpr const char* event_row_type_sql = "select 'event_row'::regtype::oid::bigint";

/// Each returns a member as its column stores it.
template <class Tag, class Number>
Number stored(Identifier<Tag, Number> id) {
  return id.value;
}
inline std::int64_t stored(MinorUnits amount) { return amount; }
inline std::int64_t stored(Moment moment) { return microseconds_since_epoch(moment); }
inline std::int16_t stored(std::int16_t number) { return number; }
inline std::int16_t stored(EventType type) { return static_cast<std::int16_t>(type); }
inline std::int16_t stored(AccountStatus status) { return static_cast<std::int16_t>(status); }
inline std::string_view stored(const Currency& currency) { return currency.code(); }
inline std::string_view stored(const std::string& text) { return text; }
inline std::span<const std::uint8_t> stored(const Uid& uid) { return uid.bytes; }
inline std::span<const std::uint8_t> stored(const Hash& hash) { return hash; }
inline std::span<const std::uint8_t> stored(const std::optional<Hash>& hash) {
  return hash ? std::span<const std::uint8_t>(*hash) : std::span<const std::uint8_t>();
}

/// Calls `visit` with the event's values in the order of the columns: std::int64_t, std::int16_t, std::string_view, or
/// std::span<const std::uint8_t> for uuid and bytea.
template <class Visit>
void visit_event_row(const Event& event, Visit&& visit) {
  for_each_event_column([&](const auto& column) { visit(stored(event.*column.member)); });
}

/// Reads members out of a row. `Row` has int64(column), int16(column), text(column), uid(column), hash(column), which
/// is nothing for an empty one, and currency(column); each may throw InvariantViolation.
template <class Row>
class EventRowReader {
 public:
  explicit EventRowReader(const Row& row) : row_(row) {}

  /// The event of a row that begins with event_columns().
  Event read() {
    Event event;
    for_each_event_column([&](const auto& column) { read(event.*column.member, next_++); });
    return event;
  }

 private:
  template <class Tag>
  void read(Identifier<Tag, std::int64_t>& id, int column) {
    id = Identifier<Tag, std::int64_t>(row_.int64(column));
  }
  template <class Tag>
  void read(Identifier<Tag, std::int16_t>& id, int column) {
    id = Identifier<Tag, std::int16_t>(row_.int16(column));
  }
  void read(MinorUnits& amount, int column) { amount = row_.int64(column); }
  void read(Moment& moment, int column) { moment = moment_from_microseconds(row_.int64(column)); }
  void read(std::int16_t& number, int column) { number = row_.int16(column); }
  /// Reads any number: code that must understand the type asks is_understood().
  void read(EventType& type, int column) { type = static_cast<EventType>(row_.int16(column)); }
  void read(AccountStatus& status, int column) {
    status = require_stored(account_status_from_number(row_.int16(column)), "a stored status is unknown");
  }
  void read(Currency& currency, int column) { currency = row_.currency(column); }
  void read(std::string& text, int column) { text = row_.text(column); }
  void read(Uid& uid, int column) { uid = row_.uid(column); }
  void read(std::optional<Hash>& hash, int column) { hash = row_.hash(column); }
  void read(Hash& hash, int column) { hash = require_stored(row_.hash(column), "an event has no hash"); }

  const Row& row_;
  int next_ = 0;
};

/// The event in a row of a binary result that begins with event_columns(). Throws InvariantViolation.
Event event_in(const PostgresResult& result, int row);

/// Adds events as one parameter, an array of rows of type event_row, whose object id is `row_type`.
void add_event_rows(PostgresParameters& parameters, std::uint32_t row_type, std::span<const Event* const> events);

}  // namespace ledger
