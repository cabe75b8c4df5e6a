#include "ledger/journal/event_row.hpp"

#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

// These columns have one value in all events of a statement: one parameter instead of an array.
constexpr std::string_view journal_column = "journal";
constexpr std::string_view recorded_column = "recorded_us";

/// Joins what `text_of` makes of each column, commas between; nothing of those for which it is empty.
template <class TextOf>
std::string joined(TextOf text_of) {
  std::string list;
  for_each_event_column([&](const auto& column) {
    const std::string text = text_of(column.name, column.type);
    if (!text.empty() && !list.empty()) list.append(", ");
    list.append(text);
  });
  return list;
}

std::string array_parameter(int number, std::string_view type) {
  return std::string("$").append(std::to_string(number)).append("::").append(type).append("[]");
}

/// `recorded` is what stands for the recorded time in the select list, `arrays` what the parameters before those of the
/// other columns are.
std::string append_sql(const std::string& recorded, std::string arrays, std::string names) {
  int parameter = 3;
  for_each_event_column([&](const auto& column) {
    if (column.name == journal_column || column.name == recorded_column) return;
    if (!arrays.empty()) arrays.append(", ");
    arrays.append(array_parameter(parameter++, column.type));
    if (!names.empty()) names.append(", ");
    names.append(column.name);
  });
  const auto values = joined([&recorded](std::string_view name, std::string_view) -> std::string {
    if (name == journal_column) return "$1::smallint";
    if (name == recorded_column) return recorded;
    return std::string("new.").append(name);
  });
  return std::string("insert into event (")
      .append(event_column_names())
      .append(") select ")
      .append(values)
      .append(" from unnest(")
      .append(arrays)
      .append(") as new (")
      .append(names)
      .append(")");
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
  static const std::string columns =
      joined([](std::string_view name, std::string_view) { return std::string("event.").append(name); });
  return columns;
}

const std::string& event_column_names() {
  static const std::string names = joined([](std::string_view name, std::string_view) { return std::string(name); });
  return names;
}

const std::string& append_events_sql() {
  static const std::string sql = append_sql("$2::bigint", "", "");
  return sql;
}

const std::string& append_recovered_events_sql() {
  static const std::string sql = append_sql("new.recorded_us", array_parameter(2, "bigint"), "recorded_us");
  return sql;
}

Event event_in(const PostgresResult& result, int row) {
  const BinaryRow binary(result, row);
  return EventRowReader(binary).read();
}

/// Adds an event's values, each to the next array of its type.
class EventArrays::Adder {
 public:
  explicit Adder(EventArrays& arrays) : arrays_(arrays) {}

  void operator()(std::int64_t value) { arrays_.numbers_[number_++].push_back(value); }
  void operator()(std::int16_t value) { arrays_.small_numbers_[small_number_++].push_back(value); }
  void operator()(std::string_view value) { arrays_.texts_[text_++].push_back(value); }
  void operator()(Bytes value) { arrays_.bytes_[bytes_++].push_back(value); }

 private:
  EventArrays& arrays_;
  std::size_t number_ = 0;
  std::size_t small_number_ = 0;
  std::size_t text_ = 0;
  std::size_t bytes_ = 0;
};

EventArrays::EventArrays(std::size_t event_count) {
  for (auto& column : numbers_) column.reserve(event_count);
  for (auto& column : small_numbers_) column.reserve(event_count);
  for (auto& column : texts_) column.reserve(event_count);
  for (auto& column : bytes_) column.reserve(event_count);
}

void EventArrays::add(const Event& event) {
  Adder add(*this);
  for_each_event_column([&](const auto& column) {
    if (column.name != journal_column && column.name != recorded_column) add(stored(event.*column.member));
  });
}

void EventArrays::add_to(PostgresParameters& parameters) const {
  const auto& [uids, text_hashes, hashes] = bytes_;
  for (const auto& column : numbers_) parameters.add_int64_array(column);
  parameters.add_uuid_array(uids);
  for (const auto& column : small_numbers_) parameters.add_int16_array(column);
  for (const auto& column : texts_) parameters.add_text_array(column);
  parameters.add_bytea_array(text_hashes);
  parameters.add_bytea_array(hashes);
}

}  // namespace ledger
