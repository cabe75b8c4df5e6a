// The answer of a command: a few facts and some short tables, as text for people or as JSON for programs.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ledger {

/// A value in an answer; nothing prints as "-" and as null. A double, which must be finite, is a rate or a duration and
/// never money, and prints with two decimals.
using Cell = std::variant<std::monostate, std::int64_t, double, bool, std::string>;

/// Rows under named columns.
class Table {
 public:
  Table(std::string name, std::vector<std::string> columns) : name_(std::move(name)), columns_(std::move(columns)) {}

  /// `row` has a cell for each column.
  void add(std::vector<Cell> row);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<std::vector<Cell>>& rows() const { return rows_; }

 private:
  std::string name_;
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// One named value.
struct Fact {
  std::string name;
  Cell value;
};

struct Answer {
  std::vector<Fact> facts = {};
  std::vector<Table> tables = {};
};

/// The facts a line each, then the tables, which get their names above them if there is more than one or any fact.
/// Numbers stand to the right. Control characters are shown as "?", so that no stored text can drive a terminal.
std::string text_of(const Answer& answer);

/// One JSON object in one line: a member for each fact, and for each table an array with an object for each row.
std::string json_of(const Answer& answer);

}  // namespace ledger
