#include "ledger/schema/schema_query.hpp"

#include <algorithm>
#include <set>

namespace ledger {
namespace {

/// Asks whether the list exists, and whether this role may read it.
constexpr const char* list_sql =
    "select (to_regclass('public.schema_migration') is not null)::int::smallint,"
    " coalesce(has_table_privilege(to_regclass('public.schema_migration'), 'SELECT'), false)::int::smallint";
constexpr const char* names_sql = "select name from public.schema_migration";

}  // namespace

std::optional<std::string> why_migration_wanted(PostgresConnection& connection, std::span<const Migration> wanted) {
  const auto list = connection.execute(list_sql);
  if (list.int16(0, 0) == 0) return "the database has no ledger yet: run `ledgerctl migrate` as its owner";
  if (list.int16(0, 1) == 0) {
    return "this role may not read which migrations the database has: run `ledgerctl migrate` as its owner, and log in "
           "as a member of ledger_service";
  }
  std::set<std::string> applied;
  const auto rows = connection.execute(names_sql);
  for (int row = 0; row < rows.rows(); ++row) applied.insert(rows.text(row, 0));
  const auto missing = std::find_if(wanted.begin(), wanted.end(), [&](const Migration& migration) {
    return !applied.contains(std::string(migration.name));
  });
  if (missing == wanted.end()) return std::nullopt;
  return "the database lacks migration " + std::string(missing->name) + ": run `ledgerctl migrate` as its owner";
}

}  // namespace ledger
