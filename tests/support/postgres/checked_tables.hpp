// Lists how verify checks each table: what the mutation test may change, and what finds the change.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ledger::test {

/// The check that must find a change.
enum class FoundBy {
  verify,  ///< by default
  whole,   ///< with --whole
  nothing,
};

struct CheckedTable {
  /// The trigger that refuses changes to everyone; none if empty.
  std::string guard = {};
  FoundBy removed = FoundBy::verify;
  /// A condition on the rows whose removal is found; all of them if empty.
  std::string removed_where = {};
  FoundBy added = FoundBy::verify;
  /// Columns that verify cannot check, and the reason.
  std::map<std::string, std::string> unchecked = {};
};

/// Returns the tables by name.
const std::map<std::string, CheckedTable>& checked_tables();

}  // namespace ledger::test
