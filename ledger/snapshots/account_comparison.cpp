#include "ledger/snapshots/account_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>

namespace ledger {
namespace {

/// A table with rows of single accounts: account_id, two columns that tell an account's rows apart, and the others.
struct SnapshotTable {
  const char* name;
  std::array<const char*, 2> key;
  std::array<const char*, 2> key_types;
  /// Says of `live` and `expected`, which have the same key, that their other columns have the same values too.
  const char* same_values;
};

/// An account has one row, whose version and position tell it from a wrong one.
constexpr SnapshotTable state_table = {
    .name = "account_snapshot",
    .key = {"version", "position"},
    .key_types = {"bigint", "bigint"},
    .same_values =
        "(live.balance, live.held, live.balance_limit, live.runs, live.slots, live.journal, live.status,"
        " live.currency) = (expected.balance, expected.held, expected.balance_limit, expected.runs,"
        " expected.slots, expected.journal, expected.status, expected.currency)"};
constexpr SnapshotTable slot_table = {.name = "run_slot",
                                      .key = {"slot", "valid_from"},
                                      .key_types = {"integer", "bigint"},
                                      .same_values = "live.run_no = expected.run_no"};
constexpr SnapshotTable row_table = {
    .name = "run_row",
    .key = {"run_no", "row_no"},
    .key_types = {"integer", "integer"},
    .same_values =
        "(live.effective_us, live.known_from, live.balance, live.held, live.credited)"
        " = (expected.effective_us, expected.known_from, expected.balance, expected.held,"
        " expected.credited)"};
constexpr std::array paged_tables = {slot_table, row_table};

// {0} is the suffix. The last change of each slot, and the number of the last row of the run that it holds then.
constexpr const char* heads_format =
    "select slots.slot::bigint, change.valid_from, change.run_no::bigint, last.row_no::bigint"
    " from account_snapshot{0} as state"
    " cross join lateral generate_series(0, state.slots - 1) as slots (slot)"
    " cross join lateral (select each.valid_from, each.run_no from run_slot{0} as each"
    "   where each.account_id = state.account_id and each.slot = slots.slot order by each.valid_from desc limit 1)"
    "   as change"
    " left join lateral (select each.row_no from run_row{0} as each"
    "   where each.account_id = state.account_id and each.run_no = change.run_no order by each.row_no desc limit 1)"
    "   as last on true"
    " where state.account_id = $1::bigint";

// In the following {0} is the live table, {1} the suffix of the one with what is expected, {2} and {3} are the columns
// of the key, {4} and {5} their types.
//
// The smaller one of the keys that end a page of the two tables behind ($2, $3); no row if both end before. {6} is how
// many rows come before the last one of a page.
constexpr const char* page_end_format =
    "select first, second from ("
    "(select {2}::bigint as first, {3}::bigint as second from {0} where account_id = $1::bigint"
    " and ({2}, {3}) > ($2::bigint::{4}, $3::bigint::{5}) order by {2}, {3} offset {6} limit 1)"
    " union all"
    " (select {2}::bigint as first, {3}::bigint as second from {0}{1} where account_id = $1::bigint"
    " and ({2}, {3}) > ($2::bigint::{4}, $3::bigint::{5}) order by {2}, {3} offset {6} limit 1)"
    ") as ends order by first, second limit 1";
// Rows whose keys are behind ($2, $3) up to ($4, $5). {6} says that two rows with the same key have the same values.
constexpr const char* count_format =
    "select (select count(*) from {0}{1} as expected where expected.account_id = $1::bigint"
    "   and (expected.{2}, expected.{3}) > ($2::bigint::{4}, $3::bigint::{5})"
    "   and (expected.{2}, expected.{3}) <= ($4::bigint::{4}, $5::bigint::{5})"
    "   and not exists (select from {0} as live where live.account_id = $1::bigint"
    "     and live.{2} = expected.{2} and live.{3} = expected.{3} and {6})),"
    " (select count(*) from {0} as live where live.account_id = $1::bigint"
    "   and (live.{2}, live.{3}) > ($2::bigint::{4}, $3::bigint::{5})"
    "   and (live.{2}, live.{3}) <= ($4::bigint::{4}, $5::bigint::{5})"
    "   and not exists (select from {0}{1} as expected where expected.account_id = $1::bigint"
    "     and live.{2} = expected.{2} and live.{3} = expected.{3} and {6}))";
constexpr const char* delete_format =
    "delete from {0} as live where live.account_id = $1::bigint"
    " and (live.{2}, live.{3}) > ($2::bigint::{4}, $3::bigint::{5})"
    " and (live.{2}, live.{3}) <= ($4::bigint::{4}, $5::bigint::{5})"
    " and not exists (select from {0}{1} as expected where expected.account_id = $1::bigint"
    "   and live.{2} = expected.{2} and live.{3} = expected.{3} and {6})";
constexpr const char* insert_format =
    "insert into {0} select expected.* from {0}{1} as expected where expected.account_id = $1::bigint"
    " and (expected.{2}, expected.{3}) > ($2::bigint::{4}, $3::bigint::{5})"
    " and (expected.{2}, expected.{3}) <= ($4::bigint::{4}, $5::bigint::{5})"
    " and not exists (select from {0} as live where live.account_id = $1::bigint"
    "   and live.{2} = expected.{2} and live.{3} = expected.{3} and {6})";

template <class Last>
std::string sql_of(const char* format, const SnapshotTable& table, const std::string& suffix, const Last& last) {
  return fmt::format(fmt::runtime(format), table.name, suffix, table.key[0], table.key[1], table.key_types[0],
                     table.key_types[1], last);
}

bool is_integer(const char* type) { return std::string_view(type) == "integer"; }
std::int64_t least_of(const char* type) {
  return is_integer(type) ? std::numeric_limits<std::int32_t>::min() : std::numeric_limits<std::int64_t>::min();
}
std::int64_t greatest_of(const char* type) {
  return is_integer(type) ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int64_t>::max();
}

AccountComparison::Key least_key(const SnapshotTable& table) {
  return {least_of(table.key_types[0]), least_of(table.key_types[1])};
}
AccountComparison::Key greatest_key(const SnapshotTable& table) {
  return {greatest_of(table.key_types[0]), greatest_of(table.key_types[1])};
}

}  // namespace

AccountComparison::AccountComparison(PostgresConnection& connection, AccountId account,
                                     const std::string& expected_suffix, std::int64_t page_rows)
    : connection_(connection), account_(account), suffix_(expected_suffix), page_rows_(page_rows) {}

void AccountComparison::start_over() {
  table_ = 0;
  within_table_ = false;
}

template <class Table>
bool AccountComparison::repair(const Table& table, const Key& behind, const Key& last, DriftByTable& drift) {
  PostgresParameters parameters;
  for (const auto number : {account_.value, behind[0], behind[1], last[0], last[1]}) parameters.add_int64(number);
  const auto execute = [&](const char* format) {
    return connection_.execute(sql_of(format, table, suffix_, table.same_values).c_str(), parameters);
  };
  const auto counts = execute(count_format);
  const RowDrift found{.missing = counts.int64(0, 0), .unexpected = counts.int64(0, 1)};
  if (found.missing == 0 && found.unexpected == 0) return false;
  drift[table.name].missing += found.missing;
  drift[table.name].unexpected += found.unexpected;
  execute(delete_format);
  execute(insert_format);
  return true;
}

bool AccountComparison::repair_heads(DriftByTable& drift) {
  bool differs = repair(state_table, least_key(state_table), greatest_key(state_table), drift);
  PostgresParameters parameters;
  parameters.add_int64(account_.value);
  const auto heads = connection_.execute(fmt::format(fmt::runtime(heads_format), suffix_).c_str(), parameters);
  for (int head = 0; head < heads.rows(); ++head) {
    const auto slot = heads.int64(head, 0);
    // The page covers all that stands behind it, which is wrong.
    differs |= repair(slot_table, {slot, heads.int64(head, 1) - 1}, {slot, greatest_key(slot_table)[1]}, drift);
    if (heads.is_null(head, 3)) continue;
    const auto run = heads.int64(head, 2);
    const auto row = heads.int64(head, 3);
    differs |= repair(row_table, {run, row - 1}, {run, std::min(row + page_rows_, greatest_key(row_table)[1])}, drift);
  }
  return differs;
}

bool AccountComparison::repair_page(DriftByTable& drift) {
  const auto& table = paged_tables.at(table_);
  const auto behind = within_table_ ? last_key_ : least_key(table);
  PostgresParameters parameters;
  for (const auto number : {account_.value, behind[0], behind[1]}) parameters.add_int64(number);
  const auto end = connection_.execute(sql_of(page_end_format, table, suffix_, page_rows_ - 1).c_str(), parameters);
  within_table_ = end.rows() > 0;
  last_key_ = within_table_ ? Key{end.int64(0, 0), end.int64(0, 1)} : greatest_key(table);
  if (!within_table_) table_ = (table_ + 1) % paged_tables.size();
  return repair(table, behind, last_key_, drift);
}

}  // namespace ledger
