// Random changes of rows, as SQL.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/journal/mutated_ledger.hpp"
#include "tests/support/postgres/checked_tables.hpp"

namespace ledger::test {

/// A statement that is meant to change `rows` rows of one table.
struct RowMutation {
  std::string table;
  std::string sql;
  std::int64_t rows = 1;
  FoundBy found_by = FoundBy::verify;
};

/// Makes changes that something promises to find: another value in a column, a row removed or added, values exchanged
/// between rows.
class RowMutations {
 public:
  RowMutations(MutatedLedger& ledger, std::uint32_t seed);

  /// The database may refuse it, or it may change nothing: ask for another one then.
  RowMutation any();

 private:
  struct Column {
    std::string name;
    std::string type;
    bool is_unique = false;
    bool is_checked = true;
  };
  struct Table {
    std::string name;
    CheckedTable checked;
    std::vector<Column> columns;
    int rows = 0;
  };

  std::size_t below(std::size_t bound) { return random_() % bound; }
  const Column& any_checked_column(const Table& table);
  /// An expression on the row for another value.
  std::string other_value(const Table& table, const Column& column);
  std::string other_number(const std::string& column);
  std::string other_text(const std::string& column);
  std::string other_bytes(const std::string& column);
  RowMutation changed(const Table& table);
  RowMutation removed(const Table& table);
  RowMutation added(const Table& table);
  RowMutation exchanged(const Table& table);

  std::mt19937 random_;
  std::vector<Table> tables_;
};

}  // namespace ledger::test
