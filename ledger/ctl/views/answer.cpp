#include "ledger/ctl/views/answer.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

using JsonText = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr const char* nothing = "-";
constexpr std::string_view between_columns = "  ";

bool is_control(char character) { return static_cast<unsigned char>(character) < ' ' || character == '\x7f'; }

/// Puts a question mark in place of each control character, by which a text could steer the terminal: those of ASCII,
/// and U+0080 to U+009F, which have the same powers and are the bytes C2 80 to C2 9F.
std::string without_controls(std::string text) {
  std::replace_if(text.begin(), text.end(), is_control, '?');
  for (auto at = text.find('\xc2'); at != std::string::npos; at = text.find('\xc2', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0U) text.replace(at, 2, "?");
  }
  return text;
}

std::string printed(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* measured = std::get_if<double>(&cell)) return fmt::format("{:.2f}", *measured);
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "yes" : "no";
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr) return nothing;
  return without_controls(*text);
}

/// Counts characters, not bytes: a byte 10xxxxxx goes on with a character of UTF-8.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// Whole numbers and amounts such as -12.50.
bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("-0123456789.") == std::string::npos;
}

class Column {
 public:
  Column(const Table& table, std::size_t index) : width_(width_of(table.columns()[index])) {
    for (const auto& row : table.rows()) {
      const auto text = printed(row[index]);
      width_ = std::max(width_, width_of(text));
      is_number_ = is_number_ && is_number(text);
    }
  }

  [[nodiscard]] std::string padded(const std::string& text) const {
    const std::string padding(width_ - width_of(text), ' ');
    return is_number_ ? padding + text : text + padding;
  }

 private:
  std::size_t width_;
  bool is_number_ = true;
};

void append_line(std::string& text, const std::vector<Column>& columns, const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (index > 0) line += between_columns;
    line += columns[index].padded(cells[index]);
  }
  text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

void append_table(std::string& text, const Table& table) {
  std::vector<Column> columns;
  for (std::size_t index = 0; index < table.columns().size(); ++index) columns.emplace_back(table, index);
  append_line(text, columns, table.columns());
  for (const auto& row : table.rows()) {
    std::vector<std::string> cells;
    cells.reserve(row.size());
    for (const auto& cell : row) cells.push_back(printed(cell));
    append_line(text, columns, cells);
  }
}

void write_text(JsonText& json, const std::string& text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_member(JsonText& json, const std::string& name, const Cell& value) {
  json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    json.Int64(*number);
  } else if (const auto* measured = std::get_if<double>(&value)) {
    json.Double(*measured);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    json.Bool(*flag);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    write_text(json, *text);
  } else {
    json.Null();
  }
}

void write_table(JsonText& json, const Table& table) {
  json.Key(table.name().data(), static_cast<rapidjson::SizeType>(table.name().size()));
  json.StartArray();
  for (const auto& row : table.rows()) {
    json.StartObject();
    for (std::size_t index = 0; index < row.size(); ++index) write_member(json, table.columns()[index], row[index]);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void Table::add(std::vector<Cell> row) {
  ensure(row.size() == columns_.size(), "a row has a cell for each column");
  rows_.push_back(std::move(row));
}

std::string text_of(const Answer& answer) {
  std::string text;
  std::size_t width = 0;
  for (const auto& fact : answer.facts) width = std::max(width, fact.name.size());
  for (const auto& fact : answer.facts) text += fmt::format("{:{}}  {}\n", fact.name, width, printed(fact.value));
  const bool has_names = !answer.facts.empty() || answer.tables.size() > 1;
  for (const auto& table : answer.tables) {
    if (has_names) text += fmt::format("{}{}:\n", text.empty() ? "" : "\n", table.name());
    append_table(text, table);
  }
  return text;
}

std::string json_of(const Answer& answer) {
  rapidjson::StringBuffer buffer;
  JsonText json(buffer);
  json.StartObject();
  for (const auto& fact : answer.facts) write_member(json, fact.name, fact.value);
  for (const auto& table : answer.tables) write_table(json, table);
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace ledger
