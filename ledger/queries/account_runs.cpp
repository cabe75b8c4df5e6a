#include "ledger/queries/account_runs.hpp"

#include <algorithm>

#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr const char* projected_sql = "select version, slots from account_snapshot where account_id = $1::bigint";
// In each slot the latest run, unless it is none, and its last row.
constexpr const char* runs_sql =
    "select run.run_no, last.row_no + 1, run.valid_from, last.effective_us"
    " from generate_series(0, $2::bigint::integer - 1) as slots (slot)"
    " cross join lateral (select run_no, valid_from from run_slot"
    "  where run_slot.account_id = $1::bigint and run_slot.slot = slots.slot order by valid_from desc limit 1) as run"
    " cross join lateral (select row_no, effective_us from run_row"
    "  where run_row.account_id = $1::bigint and run_row.run_no = run.run_no order by row_no desc limit 1) as last";

}  // namespace

AccountRuns account_runs(pqxx::transaction_base& transaction, AccountId account) {
  AccountRuns found;
  const auto projected = execute(transaction, projected_sql, account.value);
  if (projected.empty()) return found;
  found.version = Version(whole_number(projected[0][0]));
  for (const auto& row : execute(transaction, runs_sql, account.value, whole_number(projected[0][1]))) {
    found.runs.push_back({.number = whole_number(row[0]),
                          .rows = whole_number(row[1]),
                          .valid_from = Position(whole_number(row[2])),
                          .last_effective = moment_from_microseconds(whole_number(row[3]))});
  }
  std::sort(found.runs.begin(), found.runs.end(),
            [](const auto& left, const auto& right) { return left.number < right.number; });
  return found;
}

}  // namespace ledger
