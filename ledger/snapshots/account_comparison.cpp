#include "ledger/snapshots/account_comparison.hpp"

#include <fmt/format.h>

#include <limits>

namespace ledger {
namespace {

/// A table with rows of single accounts. Key and value columns are all columns but account_id.
struct SnapshotTable {
  const char* name;
  /// Of two columns, as rows stand in the primary key behind the account.
  std::array<const char*, 2> key;
  std::array<const char*, 2> key_types;
  /// Of the same values in both tables, of which the live one is `live` and the other one `expected`.
  const char* same_values;
};

constexpr SnapshotTable slot_table = {.name = "run_slot",
                                 .key = {"slot", "valid_from"},
                                 .key_types = {"integer", "bigint"},
                                 .same_values = "live.run_no = expected.run_no"};
constexpr SnapshotTable row_table = {.name = "run_row",
                                .key = {"run_no", "row_no"},
                                .key_types = {"integer", "integer"},
                                .same_values =
                                    "(live.effective_us, live.known_from, live.balance, live.held, live.credited)"
                                    " = (expected.effective_us, expected.known_from, expected.balance, expected.held,"
                                    " expected.credited)"};
constexpr std::array paged_tables = {slot_table, row_table};

constexpr const char* same_account = "live.account_id = expected.account_id";
constexpr const char* same_state =
    "(live.version, live.position, live.balance, live.held, live.balance_limit, live.runs, live.slots, live.journal,"
    " live.status, live.currency) = (expected.version, expected.position, expected.balance, expected.held,"
    " expected.balance_limit, expected.runs, expected.slots, expected.journal, expected.status, expected.currency)";

// {0} is the suffix. The last change of each slot, and the last row of each run that a slot holds.
constexpr const char* heads_format =
    "with slot_head as (select slots.slot, change.valid_from, change.run_no"
    "  from account_snapshot{0} state cross join lateral generate_series(0, state.slots - 1) as slots (slot)"
    "  cross join lateral (select each.valid_from, each.run_no from run_slot{0} each"
    "    where each.account_id = state.account_id and each.slot = slots.slot order by each.valid_from desc limit 1)"
    "    as change where state.account_id = $1::bigint),"
    " run_head as (select slot_head.run_no, last.row_no from slot_head"
    "  cross join lateral (select each.row_no from run_row{0} each where each.account_id = $1::bigint"
    "    and each.run_no = slot_head.run_no order by each.row_no desc limit 1) as last)";

/// The smaller one of the keys that end a page of so many rows in the two tables; no row if both end before.
std::string page_end_sql(const SnapshotTable& table, const std::string& suffix, std::int64_t page_rows) {
  const auto of = [&](const std::string& name) {
    return fmt::format(
        "(select {1}::bigint as first, {2}::bigint as second from {0} where account_id = $1::bigint"
        " and ({1}, {2}) > ($2::bigint::{3}, $3::bigint::{4}) order by {1}, {2} offset {5} limit 1)",
        name, table.key[0], table.key[1], table.key_types[0], table.key_types[1], page_rows - 1);
  };
  return fmt::format("select first, second from ({} union all {}) as ends order by first, second limit 1",
                     of(table.name), of(table.name + suffix));
}

std::int64_t least_of(const char* type) {
  return std::string_view(type) == "integer" ? std::numeric_limits<std::int32_t>::min()
                                             : std::numeric_limits<std::int64_t>::min();
}
std::int64_t greatest_of(const char* type) {
  return std::string_view(type) == "integer" ? std::numeric_limits<std::int32_t>::max()
                                             : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

/// Which rows of a table are compared, in words of SQL. $1 is the account.
struct AccountComparison::Scope {
  std::string table;
  std::string same_key;
  std::string same_values;
  /// Before the statement.
  std::string with;
  /// Another table to join; empty for none.
  std::string heads;
  /// Of `live`, and of `expected`.
  std::string live;
  std::string expected;
};

AccountComparison::AccountComparison(PostgresConnection& connection, AccountId account,
                                     const std::string& expected_suffix, std::int64_t page_rows)
    : connection_(connection), account_(account), suffix_(expected_suffix), page_rows_(page_rows) {}

PostgresParameters AccountComparison::of_account() const {
  PostgresParameters parameters;
  parameters.add_int64(account_.value);
  return parameters;
}

void AccountComparison::start_over() {
  table_ = 0;
  within_table_ = false;
}

bool AccountComparison::repair(const Scope& scope, const PostgresParameters& parameters, DriftByTable& drift) {
  const auto& table = scope.table;
  const auto other = table + suffix_;
  const auto joined = scope.heads.empty() ? std::string() : ", " + scope.heads;
  const auto is_right =
      fmt::format("exists (select from {} as expected where {} and {})", other, scope.same_key, scope.same_values);
  const auto counts =
      connection_.execute(fmt::format("{0} select (select count(*) from {2} as expected{3} where {4} and not exists"
                                      " (select from {1} as live where {5} and {6})),"
                                      " (select count(*) from {1} as live{3} where {7} and not {8})",
                                      scope.with, table, other, joined, scope.expected, scope.same_key,
                                      scope.same_values, scope.live, is_right)
                              .c_str(),
                          parameters);
  const RowDrift found{.missing = counts.int64(0, 0), .unexpected = counts.int64(0, 1)};
  if (found.missing == 0 && found.unexpected == 0) return false;
  drift[table].missing += found.missing;
  drift[table].unexpected += found.unexpected;
  connection_.execute(fmt::format("{} delete from {} as live{} where {} and not {}", scope.with, table,
                                  scope.heads.empty() ? std::string() : " using " + scope.heads, scope.live, is_right)
                          .c_str(),
                      parameters);
  connection_.execute(fmt::format("{} insert into {} select expected.* from {} as expected{} where {} and not exists"
                                  " (select from {} as live where {})",
                                  scope.with, table, other, joined, scope.expected, table, scope.same_key)
                          .c_str(),
                      parameters);
  return true;
}

namespace {

std::string same_key_of(const SnapshotTable& table) {
  return fmt::format("{0} and live.{1} = expected.{1} and live.{2} = expected.{2}", same_account, table.key[0],
                     table.key[1]);
}

}  // namespace

bool AccountComparison::repair_heads(DriftByTable& drift) {
  const auto with = fmt::format(fmt::runtime(heads_format), suffix_);
  const Scope state{.table = "account_snapshot",
                    .same_key = same_account,
                    .same_values = same_state,
                    .with = {},
                    .heads = {},
                    .live = "live.account_id = $1::bigint",
                    .expected = "expected.account_id = $1::bigint"};
  const auto of_heads = [&](const SnapshotTable& table, const std::string& head) {
    return Scope{.table = table.name,
                 .same_key = same_key_of(table),
                 .same_values = table.same_values,
                 .with = with,
                 .heads = head,
                 .live = fmt::format("live.account_id = $1::bigint and live.{0} = {2}.{0} and live.{1} >= {2}.{1}",
                                     table.key[0], table.key[1], head),
                 .expected = fmt::format("expected.account_id = $1::bigint and expected.{0} = {2}.{0}"
                                         " and expected.{1} = {2}.{1}",
                                         table.key[0], table.key[1], head)};
  };
  auto slot_heads = of_heads(slot_table, "slot_head");
  auto run_heads = of_heads(row_table, "run_head");
  run_heads.live += fmt::format(" and live.row_no - {} < run_head.row_no", page_rows_);
  bool differs = repair(state, of_account(), drift);
  differs |= repair(slot_heads, of_account(), drift);
  differs |= repair(run_heads, of_account(), drift);
  return differs;
}

bool AccountComparison::repair_page(DriftByTable& drift) {
  const auto& table = paged_tables.at(table_);
  if (!within_table_) last_key_ = {least_of(table.key_types[0]), least_of(table.key_types[1])};
  auto parameters = of_account();
  for (const auto key : last_key_) parameters.add_int64(key);
  const auto end = connection_.execute(page_end_sql(table, suffix_, page_rows_).c_str(), parameters);
  within_table_ = end.rows() > 0;
  last_key_ = within_table_ ? std::array{end.int64(0, 0), end.int64(0, 1)}
                            : std::array{greatest_of(table.key_types[0]), greatest_of(table.key_types[1])};
  for (const auto key : last_key_) parameters.add_int64(key);
  if (!within_table_) table_ = (table_ + 1) % paged_tables.size();

  const auto in_page = [&](const char* alias) {
    return fmt::format(
        "{0}.account_id = $1::bigint and ({0}.{1}, {0}.{2}) > ($2::bigint::{3}, $3::bigint::{4})"
        " and ({0}.{1}, {0}.{2}) <= ($4::bigint::{3}, $5::bigint::{4})",
        alias, table.key[0], table.key[1], table.key_types[0], table.key_types[1]);
  };
  const Scope page{.table = table.name,
                   .same_key = same_key_of(table),
                   .same_values = table.same_values,
                   .with = {},
                   .heads = {},
                   .live = in_page("live"),
                   .expected = in_page("expected")};
  return repair(page, parameters, drift);
}

}  // namespace ledger
