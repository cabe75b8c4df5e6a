#include "ledger/journal/event_row.hpp"

#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

/// Joins what `text_of` makes of the name of each column, with commas between.
template <class TextOf>
std::string joined(TextOf text_of) {
  std::string list;
  for_each_event_column([&](const auto& column) {
    if (!list.empty()) list.append(", ");
    list.append(text_of(column.name));
  });
  return list;
}

/// A row of a binary result.
class BinaryRow {
 public:
  BinaryRow(const PostgresResult& result, int row) : result_(result), row_(row) {}

  [[nodiscard]] std::int64_t int64(int column) const { return result_.int64(row_, column); }
  [[nodiscard]] std::int16_t int16(int column) const { return result_.int16(row_, column); }
  [[nodiscard]] std::string text(int column) const { return result_.text(row_, column); }
  [[nodiscard]] Uid uid(int column) const { return uid_in(result_.bytes(row_, column)); }
  [[nodiscard]] std::optional<Hash> hash(int column) const {
    const auto bytes = result_.bytes(row_, column);
    return bytes.empty() ? std::nullopt : std::optional(hash_in(bytes));
  }
  /// The same few currencies come again and again: their decimals are looked up once.
  [[nodiscard]] Currency currency(int column) const {
    const auto bytes = result_.bytes(row_, column);
    const std::string_view code(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    thread_local Currency latest;
    if (latest.code() != code) latest = require_stored(Currency::from_code(code), "a stored currency is unknown");
    return latest;
  }

 private:
  const PostgresResult& result_;
  int row_;
};

}  // namespace

const std::string& event_columns() {
  static const std::string columns = joined([](std::string_view name) { return std::string("event.").append(name); });
  return columns;
}

const std::string& event_column_names() {
  static const std::string names = joined([](std::string_view name) { return std::string(name); });
  return names;
}

const std::string& insert_events_sql() {
  static const std::string sql = std::string("insert into event (")
                                     .append(event_column_names())
                                     .append(") select ")
                                     .append(event_column_names())
                                     .append(" from unnest($1::event_row[])");
  return sql;
}

Event event_in(const PostgresResult& result, int row) {
  const BinaryRow binary(result, row);
  return EventRowReader(binary).read();
}

void add_event_rows(PostgresParameters& parameters, std::uint32_t row_type, std::span<const Event* const> events) {
  parameters.begin_rows(row_type, events.size());
  for (const Event* event : events) {
    parameters.begin_row(event_column_count);
    for_each_event_column([&](const auto& column) {
      const auto value = stored((*event).*column.member);
      if constexpr (!std::is_same_v<std::remove_cv_t<decltype(value)>, std::span<const std::uint8_t>>) {
        parameters.add_field(value);
      } else if (column.type == "uuid") {
        parameters.add_uuid_field(value);
      } else {
        parameters.add_bytea_field(value);
      }
    });
    parameters.end_row();
  }
}

}  // namespace ledger
