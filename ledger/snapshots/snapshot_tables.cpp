#include "ledger/snapshots/snapshot_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/snapshots/wide_sum.hpp"

namespace ledger {
namespace {

/// Beyond this many rows what was collected is sent, so that a merge of any size takes little memory.
constexpr std::size_t collected_rows_max = 100'000;

// {0} is the suffix. An account's live runs are what its slots hold now; a slot without a run has number 0, which no
// row has. The last row of a run is its state.
constexpr const char* load_runs_format =
    "select a.account_id, slots.slot::bigint, run.run_no::bigint, last.row_no::bigint, last.effective_us,"
    " last.balance::text, last.held::text, last.credited::text"
    " from unnest($1::bigint[]) as wanted (account_id)"
    " join account_snapshot{0} a on a.account_id = wanted.account_id"
    " cross join lateral generate_series(0, a.slots - 1) as slots (slot)"
    " cross join lateral (select s.run_no from run_slot{0} s where s.account_id = a.account_id and s.slot = slots.slot"
    "   order by s.valid_from desc limit 1) as run"
    " cross join lateral (select r.row_no, r.effective_us, r.balance, r.held, r.credited from run_row{0} r"
    "   where r.account_id = a.account_id and r.run_no = run.run_no order by r.row_no desc limit 1) as last";
constexpr const char* load_accounts_format =
    "select a.account_id, a.version, a.position, a.balance, a.held, a.balance_limit, a.runs::bigint, a.slots::bigint,"
    " a.journal, a.status, a.currency"
    " from unnest($1::bigint[]) as wanted (account_id)"
    " join account_snapshot{0} a on a.account_id = wanted.account_id";
// Totals back to entries: each row less the one before it, which is read as well.
constexpr const char* read_entries_format =
    "select effective_us, balance, held from ("
    " select row_no, effective_us, (balance - lag(balance, 1, 0::numeric) over in_order)::bigint as balance,"
    "  (held - lag(held, 1, 0::numeric) over in_order)::bigint as held"
    "  from run_row{0} where account_id = $1::bigint and run_no = $2::bigint::integer"
    "  and row_no >= ($3::bigint - 1)::integer and row_no < ($3::bigint + $4::bigint)::integer"
    "  window in_order as (order by row_no)) as page"
    " where row_no >= $3::bigint order by row_no";
constexpr const char* load_totals_format =
    "select currency, accounts, balance::text, held::text, credited::text from currency_total{0}"
    " where journal = $1::smallint";
constexpr const char* put_accounts_format =
    "insert into account_snapshot{0} (account_id, version, position, balance, held, balance_limit, runs, slots,"
    " journal, status, currency)"
    " select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],"
    "  $7::bigint[], $8::bigint[], $9::smallint[], $10::smallint[], $11::text[])"
    " on conflict (account_id) do update set version = excluded.version, position = excluded.position,"
    " balance = excluded.balance, held = excluded.held, balance_limit = excluded.balance_limit, runs = excluded.runs,"
    " slots = excluded.slots, status = excluded.status";
constexpr const char* put_totals_format =
    "insert into currency_total{0} (journal, currency, accounts, balance, held, credited)"
    " select $1::smallint, currency, accounts, balance::numeric, held::numeric, credited::numeric"
    " from unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])"
    "  as total (currency, accounts, balance, held, credited)"
    " on conflict (journal, currency) do update set accounts = excluded.accounts, balance = excluded.balance,"
    " held = excluded.held, credited = excluded.credited";

std::string with_suffix(const char* format, const std::string& suffix) {
  return fmt::format(fmt::runtime(format), suffix);
}

RunTotals totals_in(const PostgresResult& result, int row, int first_column) {
  const auto sum = [&](int column) {
    const auto parsed = parse_wide_sum(result.text(row, column));
    ensure(parsed.has_value(), "a stored total is no whole number");
    return *parsed;
  };
  return {.balance = sum(first_column), .held = sum(first_column + 1), .credited = sum(first_column + 2)};
}

Currency currency_in(const PostgresResult& result, int row, int column) {
  const auto currency = Currency::from_code(result.text(row, column));
  ensure(currency.has_value(), "a stored currency is unknown");
  return *currency;
}

void add_ids(PostgresParameters& parameters, std::span<const AccountId> accounts) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(accounts.size());
  for (const auto account : accounts) numbers.push_back(account.value);
  parameters.add_int64_array(numbers);
}

}  // namespace

SnapshotTables::SnapshotTables(PostgresConnection& connection, const std::string& suffix,
                               std::function<void()> before_reading)
    : connection_(connection),
      before_reading_(std::move(before_reading)),
      copy_rows_sql_("copy run_row" + suffix +
                     " (account_id, effective_us, known_from, run_no, row_no, balance, held, credited)"
                     " from stdin (format binary)"),
      copy_slots_sql_("copy run_slot" + suffix + " (account_id, valid_from, slot, run_no) from stdin (format binary)"),
      copy_totals_at_sql_("copy currency_total_at" + suffix +
                          " (position, journal, currency, accounts, balance, held, credited)"
                          " from stdin (format binary)"),
      load_accounts_sql_(with_suffix(load_accounts_format, suffix)),
      load_runs_sql_(with_suffix(load_runs_format, suffix)),
      read_entries_sql_(with_suffix(read_entries_format, suffix)),
      load_totals_sql_(with_suffix(load_totals_format, suffix)),
      put_accounts_sql_(with_suffix(put_accounts_format, suffix)),
      put_totals_sql_(with_suffix(put_totals_format, suffix)) {}

std::vector<AccountSnapshot> SnapshotTables::load_states(const PostgresParameters& wanted) {
  const auto result = connection_.execute(load_accounts_sql_.c_str(), wanted);
  std::vector<AccountSnapshot> accounts;
  for (int row = 0; row < result.rows(); ++row) {
    AccountSnapshot account;
    account.state.id = AccountId(result.int64(row, 0));
    account.state.version = Version(result.int64(row, 1));
    account.position = Position(result.int64(row, 2));
    account.state.balance = result.int64(row, 3);
    account.state.held = result.int64(row, 4);
    account.state.limit = result.int64(row, 5);
    account.run_count = static_cast<std::int32_t>(result.int64(row, 6));
    account.slot_count = static_cast<std::int32_t>(result.int64(row, 7));
    account.journal = JournalId(result.int16(row, 8));
    const auto status = account_status_from_number(result.int16(row, 9));
    ensure(status.has_value(), "a stored status is unknown");
    account.state.status = *status;
    account.state.currency = currency_in(result, row, 10);
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::vector<AccountSnapshot> SnapshotTables::load_accounts(std::span<const AccountId> accounts) {
  if (before_reading_) before_reading_();
  PostgresParameters wanted;
  add_ids(wanted, accounts);
  auto snapshots = load_states(wanted);
  std::unordered_map<AccountId, AccountSnapshot*> by_id;
  for (auto& snapshot : snapshots) by_id.emplace(snapshot.state.id, &snapshot);

  const auto result = connection_.execute(load_runs_sql_.c_str(), wanted);
  for (int row = 0; row < result.rows(); ++row) {
    by_id.at(AccountId(result.int64(row, 0)))
        ->live.push_back({.slot = Slot(static_cast<std::int32_t>(result.int64(row, 1))),
                          .number = RunNumber(static_cast<std::int32_t>(result.int64(row, 2))),
                          .size = static_cast<std::int32_t>(result.int64(row, 3)) + 1,
                          .end = moment_from_microseconds(result.int64(row, 4)),
                          .totals = totals_in(result, row, 5)});
  }
  for (auto& snapshot : snapshots) std::sort(snapshot.live.begin(), snapshot.live.end(), lower_slot);
  return snapshots;
}

std::vector<RunEntry> SnapshotTables::read_entries(AccountId account, RunNumber run, std::int32_t first,
                                                   std::int32_t limit) {
  if (before_reading_) before_reading_();
  PostgresParameters parameters;
  for (const auto number : {account.value, std::int64_t{run.value}, std::int64_t{first}, std::int64_t{limit}}) {
    parameters.add_int64(number);
  }
  const auto result = connection_.execute(read_entries_sql_.c_str(), parameters);
  std::vector<RunEntry> entries;
  entries.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) {
    entries.push_back({.effective = moment_from_microseconds(result.int64(row, 0)),
                       .balance = result.int64(row, 1),
                       .held = result.int64(row, 2)});
  }
  return entries;
}

CurrencyTotals SnapshotTables::load_totals(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto result = connection_.execute(load_totals_sql_.c_str(), parameters);
  CurrencyTotals totals;
  for (int row = 0; row < result.rows(); ++row) {
    totals[currency_in(result, row, 0)] = {.accounts = result.int64(row, 1), .totals = totals_in(result, row, 2)};
  }
  return totals;
}

void SnapshotTables::add_row(AccountId account, RunNumber run, std::int32_t row, Moment effective, Position known_from,
                             const RunTotals& totals) {
  rows_.push_back({account, run, row, effective, known_from, totals});
  if (rows_.size() >= collected_rows_max) flush_rows();
}

void SnapshotTables::flush_rows() {
  // A run's rows beside each other: the index is entered in its own order, and a look-up among neighbours finds them
  // on few pages.
  std::sort(rows_.begin(), rows_.end(), [](const Row& left, const Row& right) {
    return std::tie(left.account, left.run, left.row) < std::tie(right.account, right.run, right.row);
  });
  for (const auto& row : rows_) {
    copied_rows_.begin(8);
    copied_rows_.add_int64(row.account.value);
    copied_rows_.add_int64(microseconds_since_epoch(row.effective));
    copied_rows_.add_int64(row.known_from.value);
    copied_rows_.add_int32(row.run.value);
    copied_rows_.add_int32(row.row);
    copied_rows_.add_numeric(row.totals.balance);
    copied_rows_.add_numeric(row.totals.held);
    copied_rows_.add_numeric(row.totals.credited);
  }
  rows_.clear();
  copied_rows_.copy(connection_, copy_rows_sql_.c_str());
}

void SnapshotTables::add_slot_change(AccountId account, const SlotChange& change, Position valid_from) {
  slots_.begin(4);
  slots_.add_int64(account.value);
  slots_.add_int64(valid_from.value);
  slots_.add_int32(change.slot.value);
  slots_.add_int32(change.number.value);
}

void SnapshotTables::add_totals_at(JournalId journal, Position position, const CurrencyTotals& totals) {
  for (const auto& [currency, total] : totals) {
    totals_at_.begin(7);
    totals_at_.add_int64(position.value);
    totals_at_.add_int16(journal.value);
    totals_at_.add_text(currency.code());
    totals_at_.add_int64(total.accounts);
    totals_at_.add_numeric(total.totals.balance);
    totals_at_.add_numeric(total.totals.held);
    totals_at_.add_numeric(total.totals.credited);
  }
}

void SnapshotTables::flush() {
  flush_rows();
  slots_.copy(connection_, copy_slots_sql_.c_str());
  totals_at_.copy(connection_, copy_totals_at_sql_.c_str());
}

void SnapshotTables::put_accounts(std::span<const AccountSnapshot> accounts) {
  if (accounts.empty()) return;
  std::vector<std::int64_t> ids, versions, positions, balances, held, limits, runs, slots;
  std::vector<std::int16_t> journals, statuses;
  std::vector<std::string_view> currencies;
  for (const auto& account : accounts) {
    ids.push_back(account.state.id.value);
    versions.push_back(account.state.version.value);
    positions.push_back(account.position.value);
    balances.push_back(account.state.balance);
    held.push_back(account.state.held);
    limits.push_back(account.state.limit);
    runs.push_back(account.run_count);
    slots.push_back(account.slot_count);
    journals.push_back(account.journal.value);
    statuses.push_back(static_cast<std::int16_t>(account.state.status));
    currencies.push_back(account.state.currency.code());
  }
  PostgresParameters parameters;
  for (const auto* column : {&ids, &versions, &positions, &balances, &held, &limits, &runs, &slots}) {
    parameters.add_int64_array(*column);
  }
  parameters.add_int16_array(journals);
  parameters.add_int16_array(statuses);
  parameters.add_text_array(currencies);
  connection_.execute(put_accounts_sql_.c_str(), parameters);
}

void SnapshotTables::put_totals(JournalId journal, const CurrencyTotals& totals) {
  if (totals.empty()) return;
  std::vector<std::string_view> currencies;
  std::vector<std::int64_t> accounts;
  std::vector<std::string> sums;
  for (const auto& [currency, total] : totals) {
    currencies.push_back(currency.code());
    accounts.push_back(total.accounts);
    for (const auto sum : {total.totals.balance, total.totals.held, total.totals.credited}) {
      sums.push_back(to_string(sum));
    }
  }
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_text_array(currencies);
  parameters.add_int64_array(accounts);
  for (std::size_t kind = 0; kind < 3; ++kind) {
    std::vector<std::string_view> column;
    for (std::size_t index = kind; index < sums.size(); index += 3) column.emplace_back(sums[index]);
    parameters.add_text_array(column);
  }
  connection_.execute(put_totals_sql_.c_str(), parameters);
}

}  // namespace ledger
