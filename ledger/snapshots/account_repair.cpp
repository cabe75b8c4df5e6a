#include "ledger/snapshots/account_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "ledger/snapshots/checkpoint.hpp"
#include "ledger/snapshots/projection.hpp"
#include "ledger/snapshots/snapshot_tables.hpp"

namespace ledger {
namespace {

constexpr SessionLimits repair_session_limits{.statement = std::chrono::seconds(10)};
constexpr const char* suffix = "_repair";

/// The tables with rows of single accounts.
constexpr std::array account_tables = {"account_snapshot", "run_slot", "run_row"};
/// Sums over all accounts are written too; what one account adds to them is thrown away.
constexpr std::array other_tables = {"currency_total", "currency_total_at"};

// {0} is the table, {1} the suffix.
constexpr const char* create_format = "create temporary table {0}{1} (like {0} including all) on commit drop";
constexpr const char* count_format =
    "select (select count(*) from (select * from {0}{1} except all select * from {0} where account_id = $1::bigint)"
    "   as missing),"
    " (select count(*) from (select * from {0} where account_id = $1::bigint except all select * from {0}{1})"
    "   as unexpected)";
constexpr const char* delete_format =
    "delete from {0} where account_id = $1::bigint and {0}::text in"
    " (select wrong::text from (select * from {0} where account_id = $1::bigint except all select * from {0}{1})"
    "   as wrong)";
constexpr const char* insert_format =
    "insert into {0} select * from {0}{1} except all select * from {0} where account_id = $1::bigint";

constexpr const char* found_sql =
    "select version, balance, held, balance_limit, status, currency from account_snapshot"
    " where account_id = $1::bigint";

std::string sql_for(const char* format, const char* table) { return fmt::format(fmt::runtime(format), table, suffix); }

/// Projects the account's events up to `last` into the temporary tables; the state after them.
std::optional<Account> project(PostgresConnection& connection, JournalId journal, Position last,
                               const AccountEvents& events) {
  SnapshotTables tables(connection, suffix);
  Projection projection(tables, journal, {});
  Version next(1);
  std::optional<Account> state;
  for (bool at_end = false; !at_end;) {
    auto page = events(next);
    const auto end = std::find_if(page.begin(), page.end(), [last](const Event& each) { return each.position > last; });
    at_end = page.empty() || end != page.end();
    page.erase(end, page.end());
    if (page.empty()) break;
    next = page.back().version.next();
    state = state_after(page.back());
    projection.apply(page);
  }
  return state;
}

PostgresParameters parameters_of(AccountId account) {
  PostgresParameters parameters;
  parameters.add_int64(account.value);
  return parameters;
}

/// As the snapshot has it, however wrong; nothing if there is none, or nothing that could be an account.
std::optional<Account> found_state(PostgresConnection& connection, AccountId account) {
  const auto row = connection.execute(found_sql, parameters_of(account));
  if (row.rows() == 0) return std::nullopt;
  const auto status = account_status_from_number(row.int16(0, 4));
  const auto currency = Currency::from_code(row.text(0, 5));
  if (!status || !currency) return std::nullopt;
  return Account{.id = account,
                 .version = Version(row.int64(0, 0)),
                 .currency = *currency,
                 .status = *status,
                 .balance = row.int64(0, 1),
                 .held = row.int64(0, 2),
                 .limit = row.int64(0, 3)};
}

std::vector<TableDrift> differences(PostgresConnection& connection, AccountId account) {
  std::vector<TableDrift> drift;
  for (const auto* table : account_tables) {
    const auto counts = connection.execute(sql_for(count_format, table).c_str(), parameters_of(account));
    TableDrift found{.table = table, .missing = counts.int64(0, 0), .unexpected = counts.int64(0, 1)};
    if (found.missing + found.unexpected > 0) drift.push_back(std::move(found));
  }
  return drift;
}

}  // namespace

std::int64_t RepairReport::rows() const {
  return std::accumulate(drift.begin(), drift.end(), std::int64_t{0},
                         [](std::int64_t sum, const TableDrift& each) { return sum + each.missing + each.unexpected; });
}

RepairReport repair_account(const DatabaseSettings& settings, JournalId journal, AccountId account,
                            const AccountEvents& events) {
  PostgresConnection connection(settings, {.application = "ledger repair", .limits = repair_session_limits});
  connection.execute("begin");
  auto checkpoint = lock_checkpoint(connection, journal);
  for (const auto* table : account_tables) connection.execute(sql_for(create_format, table).c_str());
  for (const auto* table : other_tables) connection.execute(sql_for(create_format, table).c_str());

  RepairReport report{.position = checkpoint.position, .expected = {}, .found = {}, .drift = {}};
  report.expected = project(connection, journal, checkpoint.position, events);
  report.found = found_state(connection, account);
  report.drift = differences(connection, account);
  for (const auto& drift : report.drift) {
    connection.execute(sql_for(delete_format, drift.table.c_str()).c_str(), parameters_of(account));
    connection.execute(sql_for(insert_format, drift.table.c_str()).c_str(), parameters_of(account));
  }
  if (!report.drift.empty()) {
    // A projector may have the wrong rows in memory.
    ++checkpoint.generation;
    move_checkpoint(connection, journal, checkpoint);
  }
  connection.execute("commit");
  return report;
}

}  // namespace ledger
