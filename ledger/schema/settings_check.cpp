#include "ledger/schema/settings_check.hpp"

#include <ostream>

#include "ledger/schema/schema_query.hpp"

namespace ledger {
namespace {

constexpr SessionLimits check_limits{.connect = std::chrono::seconds(3), .statement = std::chrono::seconds(3)};
constexpr std::chrono::seconds answer_deadline{5};

constexpr const char* rights_sql =
    "select has_table_privilege('public.event', 'select, insert')::int::smallint,"
    " has_table_privilege('public.event', 'update, delete, truncate')::int::smallint, current_user::text";
/// The settings without which a commit may be lost, or a page torn, when the machine fails.
constexpr const char* risks_sql =
    "select coalesce(string_agg(name, ', ' order by name), '') from pg_catalog.pg_settings"
    " where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'";

std::string in_one_line(std::string text) {
  for (char& character : text) {
    if (character == '\n' || character == '\t') character = ' ';
  }
  return text;
}

}  // namespace

void SettingsCheck::check(const std::string& subject, const std::function<Finding()>& find) {
  Finding finding;
  try {
    finding = find();
  } catch (const std::exception& error) {
    finding.problem = error.what();
  }
  has_problem_ = has_problem_ || finding.problem.has_value();
  *output_ << subject << ": " << in_one_line(finding.problem.value_or("good"));
  if (!finding.remark.empty()) *output_ << "; " << finding.remark;
  *output_ << std::endl;
}

Finding look_at_database(const DatabaseSettings& settings, const std::string& program) {
  PostgresConnection connection(settings, {.application = program + " check", .limits = check_limits},
                                {.deadline = answer_deadline, .stop = {}});
  auto finding = look_at_schema(connection);
  if (finding.problem) return finding;
  if (const auto unsafe = unsafe_settings(connection); !unsafe.empty()) {
    finding.remark +=
        (finding.remark.empty() ? "" : "; ") + unsafe + " is off: what was acknowledged may be lost with the machine";
  }
  return finding;
}

Finding look_at_schema(PostgresConnection& connection) {
  if (auto problem = why_migration_wanted(connection)) return {.problem = std::move(problem)};
  const auto rights = connection.execute(rights_sql);
  const auto role = rights.text(0, 2);
  if (rights.int16(0, 0) == 0) {
    return {.problem = "role " + role + " may not read and append events: make it a member of ledger_service"};
  }
  Finding finding;
  if (rights.int16(0, 1) != 0) {
    finding.remark =
        "role " + role + " may change events: services should log in as a member of ledger_service that owns none";
  }
  return finding;
}

std::string unsafe_settings(PostgresConnection& connection) { return connection.execute(risks_sql).text(0, 0); }

}  // namespace ledger
