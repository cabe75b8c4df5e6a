#include "tests/support/postgres/row_mutations.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

constexpr const char* columns_format =
    "select attname || ' ' || (exists (select from pg_index where indrelid = attrelid and indisunique"
    "   and attnum = any(indkey)))::text || ' ' || format_type(atttypid, atttypmod)"
    " from pg_attribute where attrelid = '{}'::regclass and attnum > 0 and not attisdropped order by attnum";

// {0} is the table, {1} a number from 0.
constexpr const char* row_format = "(select ctid from {0} as counted order by counted::text offset {1} limit 1)";

// {0} is the table, {1} and {2} two rows, {3} assignments, {4} what must differ.
constexpr const char* exchange_format =
    "with numbered as (select {0}.ctid as id, {0}.*, row_number() over (order by {0}::text) - 1 as number from {0})"
    " update {0} set {3} from numbered as own, numbered as other where {0}.ctid = own.id"
    " and own.number in ({1}, {2}) and other.number = {1} + {2} - own.number and ({4})";

}  // namespace

RowMutations::RowMutations(MutatedLedger& ledger, std::uint32_t seed) : random_(seed) {
  for (const auto& [name, checked] : checked_tables()) {
    Table table{.name = name, .checked = checked, .columns = {}, .rows = 0};
    table.rows = std::stoi(ledger.query("select count(*) from " + name).front());
    for (const auto& line : ledger.query(fmt::format(fmt::runtime(columns_format), name))) {
      const auto first = line.find(' ');
      const auto second = line.find(' ', first + 1);
      Column column{.name = line.substr(0, first), .type = line.substr(second + 1)};
      column.is_unique = line.substr(first + 1, second - first - 1) == "true";
      column.is_checked = !checked.unchecked.contains(column.name);
      table.columns.push_back(std::move(column));
    }
    for (const auto& [column, reason] : checked.unchecked) {
      INFO("checked_tables.cpp has a column that does not exist: " << name << "." << column);
      REQUIRE(std::any_of(table.columns.begin(), table.columns.end(),
                          [&](const Column& each) { return each.name == column; }));
    }
    if (checked.unchecked.size() == table.columns.size()) continue;
    INFO("mutated_ledger.cpp has to make a row of table " << name << ", so that it can be changed");
    REQUIRE(table.rows > 0);
    tables_.push_back(std::move(table));
  }
}

RowMutation RowMutations::any() {
  const auto& table = tables_[below(tables_.size())];
  const auto chance = below(10);
  if (chance < 5) return changed(table);
  if (chance < 6) return exchanged(table);
  if (chance < 8) {
    return table.checked.removed == FoundBy::nothing ? changed(table) : removed(table);
  }
  return table.checked.added == FoundBy::nothing ? changed(table) : added(table);
}

const RowMutations::Column& RowMutations::any_checked_column(const Table& table) {
  while (true) {
    const auto& column = table.columns[below(table.columns.size())];
    if (column.is_checked) return column;
  }
}

std::string RowMutations::other_value(const Table& table, const Column& column) {
  if (below(4) == 0) {
    return fmt::format("(select source.{0} from {1} as source order by source::text offset {2} limit 1)", column.name,
                       table.name, below(static_cast<std::size_t>(table.rows)));
  }
  const auto qualified = table.name + "." + column.name;
  if (column.type == "text") return other_text(qualified);
  if (column.type == "bytea") return other_bytes(qualified);
  if (column.type == "uuid") return fmt::format("md5('{}')::uuid", random_());
  if (column.type.ends_with("int") || column.type == "integer" || column.type == "numeric") {
    return other_number(qualified);
  }
  if (column.type == "boolean") return "not " + qualified;
  if (column.type.starts_with("timestamp")) return qualified + " + interval '1 second'";
  if (column.type.ends_with("[]")) return fmt::format("{0} || {0}", qualified);
  FAIL("row_mutations.cpp does not know how to change a column of type " << column.type << ": " << qualified);
  return {};
}

std::string RowMutations::other_number(const std::string& column) {
  switch (below(4)) {
    case 0:
      return column + " + 1";
    case 1:
      return column + " - 1";
    case 2:
      return "- " + column;
    default:
      return fmt::format("{} + {}", column, 1 + below(30'000));
  }
}

std::string RowMutations::other_text(const std::string& column) {
  switch (below(3)) {
    case 0:
      return fmt::format("coalesce({}, '') || '{}'", column, below(10));
    case 1:
      return "left(" + column + ", -1)";
    default:
      return "reverse(" + column + ")";
  }
}

std::string RowMutations::other_bytes(const std::string& column) {
  if (below(8) == 0) return "substr(" + column + ", 2)";
  const auto byte = below(16);
  return fmt::format("set_byte({0}, {1}, get_byte({0}, {1}) # {2})", column, byte, 1 + below(255));
}

RowMutation RowMutations::changed(const Table& table) {
  const auto& column = any_checked_column(table);
  const auto value = other_value(table, column);
  const auto row = fmt::format(fmt::runtime(row_format), table.name, below(static_cast<std::size_t>(table.rows)));
  return {.table = table.name,
          .sql = fmt::format("update {0} set {1} = {2} where ctid = {3} and {1} is distinct from {2}", table.name,
                             column.name, value, row)};
}

RowMutation RowMutations::removed(const Table& table) {
  const auto row = fmt::format(fmt::runtime(row_format), table.name, below(static_cast<std::size_t>(table.rows)));
  return {.table = table.name,
          .sql = fmt::format("delete from {} where ctid = {}{}", table.name, row,
                             table.checked.removed_where.empty() ? "" : " and " + table.checked.removed_where),
          .found_by = table.checked.removed};
}

RowMutation RowMutations::added(const Table& table) {
  std::string names;
  std::string values;
  for (const auto& column : table.columns) {
    names += (names.empty() ? "" : ", ") + column.name;
    values += (values.empty() ? "" : ", ");
    // A unique column must get another value; other columns get one occasionally.
    values += column.is_unique || (column.is_checked && below(6) == 0) ? other_value(table, column)
                                                                       : table.name + "." + column.name;
  }
  const auto row = fmt::format(fmt::runtime(row_format), table.name, below(static_cast<std::size_t>(table.rows)));
  return {
      .table = table.name,
      .sql = fmt::format("insert into {0} ({1}) select {2} from {0} where ctid = {3}", table.name, names, values, row),
      .found_by = table.checked.added};
}

RowMutation RowMutations::exchanged(const Table& table) {
  const auto first = below(static_cast<std::size_t>(table.rows));
  const auto second = below(static_cast<std::size_t>(table.rows));
  const bool is_whole_row = below(3) == 0;
  const auto& only = any_checked_column(table);
  std::string assignments;
  std::string difference;
  for (const auto& column : table.columns) {
    if (is_whole_row ? column.is_unique || !column.is_checked : column.name != only.name) continue;
    assignments += fmt::format("{0}{1} = other.{1}", assignments.empty() ? "" : ", ", column.name);
    difference += fmt::format("{0}own.{1} is distinct from other.{1}", difference.empty() ? "" : " or ", column.name);
  }
  // Every column is part of a key: nothing to exchange.
  if (assignments.empty() || first == second) return changed(table);
  return {.table = table.name,
          .sql = fmt::format(fmt::runtime(exchange_format), table.name, first, second, assignments, difference),
          .rows = 2};
}

}  // namespace ledger::test
