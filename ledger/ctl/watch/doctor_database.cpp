#include <fmt/format.h>

#include "ledger/ctl/checks/schema_check.hpp"
#include "ledger/ctl/watch/doctor.hpp"
#include "ledger/process/host_clocks.hpp"
#include "ledger/queries/recorded_by.hpp"
#include "ledger/schema/settings_check.hpp"

namespace ledger {
namespace {

using Grade = Diagnosis::Grade;

constexpr std::chrono::microseconds clock_difference_noted{1'000'000};
/// Beyond it the API refuses writes, unless it was told otherwise.
constexpr std::chrono::microseconds clock_difference_max{5'000'000};
constexpr std::size_t schema_faults_told_max = 5;

constexpr const char* standbys_sql =
    "select current_setting('synchronous_standby_names'), current_setting('synchronous_commit')";
// Sessions that its role may not see are not counted.
constexpr const char* long_transactions_sql =
    "select pid::bigint, coalesce(application_name, ''), coalesce(state, ''),"
    " extract(epoch from clock_timestamp() - xact_start)::bigint from pg_catalog.pg_stat_activity"
    " where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"
    " and xact_start < clock_timestamp() - interval '1 minute' order by xact_start limit 5";

void examine_durability(PostgresConnection& connection, Diagnoses& diagnoses) {
  if (const auto unsafe = unsafe_settings(connection); !unsafe.empty()) {
    diagnoses.push_back({.subject = "durability",
                         .grade = Grade::problem,
                         .finding = unsafe + " is off: what was acknowledged may be lost with the machine",
                         .advice = "set to on in postgresql.conf, and reload"});
  }
  const auto rows = connection.execute(standbys_sql);
  const auto standbys = rows.text(0, 0);
  if (standbys.empty()) {
    diagnoses.push_back({.subject = "durability",
                         .grade = Grade::remark,
                         .finding = "no synchronous standby: a failover may lose what was acknowledged",
                         .advice = "if this database has a standby, name it in synchronous_standby_names"});
  } else if (rows.text(0, 1) == "local") {
    diagnoses.push_back({.subject = "durability",
                         .grade = Grade::problem,
                         .finding = "synchronous_commit is local: commits do not wait for the standby " + standbys,
                         .advice = "set synchronous_commit = on"});
  } else {
    diagnoses.push_back({.subject = "durability", .finding = "commits wait for " + standbys});
  }
}

void examine_clock(PostgresConnection& connection, Diagnoses& diagnoses) {
  const auto asked = time_since_boot();
  const auto database = moment_from_microseconds(connection.execute(database_clock_sql).int64(0, 0));
  const auto here = read_host_clocks();
  // The server read its clock about half way between question and answer.
  const auto difference = database - (here.wall - (here.since_boot - asked) / 2);
  const auto finding = fmt::format("the database's clock is {:.3f} s {} this host's",
                                   std::abs(std::chrono::duration<double>(difference).count()),
                                   difference.count() < 0 ? "behind" : "ahead of");
  if (std::chrono::abs(difference) < clock_difference_noted) {
    diagnoses.push_back({.subject = "clocks", .finding = finding});
  } else {
    const bool is_refused = std::chrono::abs(difference) > clock_difference_max;
    diagnoses.push_back({.subject = "clocks",
                         .grade = is_refused ? Grade::problem : Grade::remark,
                         .finding = finding,
                         .advice = "have NTP set both; beyond 5 s ledger-api answers writes with 503 clock_uncertain"});
  }
}

void examine_long_transactions(PostgresConnection& connection, Diagnoses& diagnoses) {
  const auto rows = connection.execute(long_transactions_sql);
  for (int row = 0; row < rows.rows(); ++row) {
    const auto process = rows.int64(row, 0);
    diagnoses.push_back(
        {.subject = "long transactions",
         .grade = Grade::problem,
         .finding = fmt::format("process {} ({}) is {} and has been in a transaction for {} s: it keeps dead rows",
                                process, rows.text(row, 1), rows.text(row, 2), rows.int64(row, 3)),
         .advice = fmt::format("if it should not: select pg_terminate_backend({})", process)});
  }
  if (rows.rows() == 0) diagnoses.push_back({.subject = "long transactions", .finding = "none that this role sees"});
}

void examine_catalogue(PostgresConnection& connection, Diagnoses& diagnoses) {
  const auto report = check_schema(connection);
  for (std::size_t index = 0; index < std::min(report.faults.size(), schema_faults_told_max); ++index) {
    diagnoses.push_back({.subject = "schema",
                         .grade = Grade::problem,
                         .finding = report.faults[index],
                         .advice = "make it again what the migration made, then run `ledgerctl verify`"});
  }
  if (report.faults.size() > schema_faults_told_max) {
    diagnoses.push_back({.subject = "schema",
                         .grade = Grade::problem,
                         .finding = fmt::format("{} more differences", report.faults.size() - schema_faults_told_max),
                         .advice = "`ledgerctl verify` tells of them"});
  }
  if (report.faults.empty()) diagnoses.push_back({.subject = "schema", .finding = "is what the migrations made"});
}

}  // namespace

void examine_database(PostgresConnection& connection, Diagnoses& diagnoses) {
  examine_durability(connection, diagnoses);
  examine_clock(connection, diagnoses);
  examine_long_transactions(connection, diagnoses);
  examine_catalogue(connection, diagnoses);
}

}  // namespace ledger
