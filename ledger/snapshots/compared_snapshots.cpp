#include "ledger/snapshots/compared_snapshots.hpp"

#include <fmt/format.h>

#include "ledger/snapshots/wide_sum.hpp"

namespace ledger {
namespace {

constexpr std::size_t compared_rows_max = 20'000;

// A row for each of the given keys, in their order; what is not there is null. Plans made for one key serve any number.
constexpr const char* live_rows_sql =
    "select r.effective_us, r.known_from, r.balance::text, r.held::text, r.credited::text"
    " from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as wanted (account_id, run_no, row_no, "
    "place)"
    " left join run_row r on r.account_id = wanted.account_id and r.run_no = wanted.run_no::integer"
    "  and r.row_no = wanted.row_no::integer order by place";
constexpr const char* live_slots_sql =
    "select s.run_no::bigint"
    " from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as wanted (account_id, slot, valid_from,"
    "  place)"
    " left join run_slot s on s.account_id = wanted.account_id and s.slot = wanted.slot::integer"
    "  and s.valid_from = wanted.valid_from order by place";

template <class Value>
void must_equal(const std::string& row, const char* column, const Value& found, const Value& expected) {
  if (found == expected) return;
  throw SnapshotDiffers(fmt::format("{}: {} is {}, and the events lead to {}", row, column, found, expected));
}

}  // namespace

std::vector<AccountSnapshot> ComparedSnapshots::load_accounts(std::span<const AccountId>) { return {}; }

std::vector<RunEntry> ComparedSnapshots::read_entries(AccountId account, RunNumber run, std::int32_t first,
                                                      std::int32_t limit) {
  return live_.read_entries(account, run, first, limit);
}

CurrencyTotals ComparedSnapshots::load_totals(JournalId) { return {}; }

void ComparedSnapshots::add_row(AccountId account, RunNumber run, std::int32_t row, Moment effective,
                                Position known_from, const RunTotals& totals) {
  ++expected_[account].rows;
  rows_.push_back({account, run, row, effective, known_from, totals});
  if (rows_.size() >= compared_rows_max) compare_rows();
}

void ComparedSnapshots::add_slot_change(AccountId account, const SlotChange& change, Position valid_from) {
  ++expected_[account].slots;
  slots_.push_back({account, change, valid_from});
}

void ComparedSnapshots::flush() {
  compare_rows();
  compare_slots();
}

void ComparedSnapshots::compare_rows() {
  if (rows_.empty()) return;
  std::vector<std::int64_t> accounts, runs, numbers;
  for (const auto& row : rows_) {
    accounts.push_back(row.account.value);
    runs.push_back(row.run.value);
    numbers.push_back(row.number);
  }
  PostgresParameters parameters;
  for (const auto* column : {&accounts, &runs, &numbers}) parameters.add_int64_array(*column);
  const auto live = connection_.execute(live_rows_sql, parameters);
  for (int index = 0; index < live.rows(); ++index) {
    const auto& row = rows_[static_cast<std::size_t>(index)];
    const bool is_missing = live.is_null(index, 0);
    const bool is_right =
        !is_missing && live.int64(index, 0) == microseconds_since_epoch(row.effective) &&
        live.int64(index, 1) == row.known_from.value && live.text(index, 2) == to_string(row.totals.balance) &&
        live.text(index, 3) == to_string(row.totals.held) && live.text(index, 4) == to_string(row.totals.credited);
    if (is_right) continue;
    const auto name = fmt::format("run_row, account {}, run {}, row {}", row.account.value, row.run.value, row.number);
    if (is_missing) throw SnapshotDiffers(name + ": is missing");
    must_equal(name, "effective_us", live.int64(index, 0), microseconds_since_epoch(row.effective));
    must_equal(name, "known_from", live.int64(index, 1), row.known_from.value);
    must_equal(name, "balance", live.text(index, 2), to_string(row.totals.balance));
    must_equal(name, "held", live.text(index, 3), to_string(row.totals.held));
    must_equal(name, "credited", live.text(index, 4), to_string(row.totals.credited));
  }
  rows_.clear();
}

void ComparedSnapshots::compare_slots() {
  if (slots_.empty()) return;
  std::vector<std::int64_t> accounts, slots, positions;
  for (const auto& row : slots_) {
    accounts.push_back(row.account.value);
    slots.push_back(row.change.slot.value);
    positions.push_back(row.valid_from.value);
  }
  PostgresParameters parameters;
  for (const auto* column : {&accounts, &slots, &positions}) parameters.add_int64_array(*column);
  const auto live = connection_.execute(live_slots_sql, parameters);
  for (int index = 0; index < live.rows(); ++index) {
    const auto& row = slots_[static_cast<std::size_t>(index)];
    const auto name = fmt::format("run_slot, account {}, slot {}, valid from {}", row.account.value,
                                  row.change.slot.value, row.valid_from.value);
    if (live.is_null(index, 0)) throw SnapshotDiffers(name + ": is missing");
    must_equal(name, "run_no", live.int64(index, 0), std::int64_t{row.change.number.value});
  }
  slots_.clear();
}

void ComparedSnapshots::put_accounts(std::span<const AccountSnapshot> accounts) {
  for (const auto& account : accounts) expected_[account.state.id].snapshot = account;
}

}  // namespace ledger
