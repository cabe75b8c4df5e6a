#include "ledger/ctl/checks/schema_check.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "schemas/catalogue.hpp"
#include "schemas/migrations.hpp"

namespace ledger {
namespace {

constexpr const char* readable_sql =
    "select coalesce(has_table_privilege(to_regclass('public.schema_migration'), 'SELECT'), false)::int::smallint";
constexpr const char* applied_migrations_sql = "select name, digest from public.schema_migration order by name";
constexpr const char* migration_digest_sql = "select md5($1::text)";
constexpr std::string_view separator = " | ";

/// "table event | trigger event_never_changes" to how it is defined.
struct Catalogue {
  std::map<std::string, std::string> definitions;
  std::set<std::string> objects;

  void add(const std::string& object, const std::string& what, const std::string& definition) {
    definitions[object + std::string(separator) + what] = definition;
    objects.insert(object);
  }
};

PostgresResult read_catalogue(PostgresConnection& connection) {
  // The session's search_path is such that names of other schemas are written in front of what stands in them.
  return connection.execute(catalogue_query);
}

Catalogue actual_catalogue(PostgresConnection& connection) {
  const auto rows = read_catalogue(connection);
  Catalogue catalogue;
  for (int row = 0; row < rows.rows(); ++row) catalogue.add(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2));
  return catalogue;
}

Catalogue parsed(std::string_view text) {
  Catalogue catalogue;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto first = line.find(separator);
    const auto second = line.find(separator, first + separator.size());
    const auto begin = first + separator.size();
    catalogue.add(std::string(line.substr(0, first)), std::string(line.substr(begin, second - begin)),
                  std::string(line.substr(second + separator.size())));
  }
  return catalogue;
}

/// "table event, trigger event_never_changes"
std::string told(const std::string& name) {
  const auto place = name.find(separator);
  return name.substr(0, place).append(", ").append(name.substr(place + separator.size()));
}

void compare(const Catalogue& expected, const Catalogue& actual, std::vector<std::string>& faults) {
  for (const auto& [name, definition] : expected.definitions) {
    const auto found = actual.definitions.find(name);
    if (found == actual.definitions.end()) {
      faults.push_back(told(name) + ": is missing; should be: " + definition);
    } else if (found->second != definition) {
      faults.push_back(told(name) + ": is: " + found->second + "; should be: " + definition);
    }
  }
  for (const auto& [name, definition] : actual.definitions) {
    const bool is_ours = expected.objects.contains(name.substr(0, name.find(separator)));
    if (is_ours && !expected.definitions.contains(name)) {
      faults.push_back(told(name) + ": is there, and no migration made it: " + definition);
    }
  }
}

/// Returns true if the database has this program's migrations, so that the catalogue can be compared.
bool compare_migrations(PostgresConnection& connection, std::vector<std::string>& faults) {
  std::map<std::string, std::string> applied;
  const auto rows = connection.execute(applied_migrations_sql);
  for (int row = 0; row < rows.rows(); ++row) applied[rows.text(row, 0)] = rows.text(row, 1);
  bool is_same = true;
  for (const auto& migration : migrations()) {
    const std::string name(migration.name);
    const auto found = applied.find(name);
    if (found == applied.end()) {
      faults.push_back("table schema_migration: " + name + " is missing; `ledgerctl migrate` applies what is");
      is_same = false;
      continue;
    }
    PostgresParameters text;
    text.add_text(migration.sql);
    if (connection.execute(migration_digest_sql, text).text(0, 0) != found->second) {
      faults.push_back("table schema_migration: " + name + " was applied with another text");
    }
    applied.erase(found);
  }
  for (const auto& [name, digest] : applied) {
    faults.push_back("table schema_migration: " + name + " is no migration of this program; a newer one may have it");
    is_same = false;
  }
  return is_same;
}

}  // namespace

SchemaReport check_schema(PostgresConnection& connection) {
  static const Catalogue expected = parsed(expected_catalogue);
  const auto actual = actual_catalogue(connection);
  SchemaReport report;
  try {
    report.migrations_were_read = connection.execute(readable_sql).int16(0, 0) != 0;
    // The catalogue of another version would differ everywhere.
    if (report.migrations_were_read && !compare_migrations(connection, report.faults)) return report;
  } catch (const StatementFailed&) {
    // The table is not what it was, which is among what is found now.
    report.migrations_were_read = false;
  }
  compare(expected, actual, report.faults);
  return report;
}

std::string catalogue_text(PostgresConnection& connection) {
  const auto rows = read_catalogue(connection);
  std::string text;
  for (int row = 0; row < rows.rows(); ++row) {
    text += rows.text(row, 0) + std::string(separator) + rows.text(row, 1) + std::string(separator) +
            rows.text(row, 2) + "\n";
  }
  return text;
}

}  // namespace ledger
