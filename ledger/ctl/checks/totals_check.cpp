#include "ledger/ctl/checks/totals_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/snapshots/wide_sum.hpp"

namespace ledger {
namespace {

/// Each of them because of another exchange of snapshots.
constexpr int total_attempts_max = 20;

constexpr std::array sum_columns = {"accounts", "balance", "held", "credited"};

/// Checkpoints and the sums there, of one moment: the projector writes both in one transaction.
constexpr const char* projected_sql =
    "select c.journal, c.generation, c.position, c.hash, t.currency, t.accounts::text, t.balance::text, t.held::text,"
    " t.credited::text from snapshot_checkpoint c left join currency_total t on t.journal = c.journal";
constexpr const char* sums_at_sql =
    "select position, currency, accounts::text, balance::text, held::text, credited::text from currency_total_at"
    " where journal = $1::smallint and position between $2::bigint and $3::bigint order by position";
/// Rows that no projector writes.
constexpr const char* stray_sums_sql =
    "select 'currency_total, journal ' || journal || ', ' || currency from currency_total"
    " where journal not in (select journal from snapshot_checkpoint)"
    " union all"
    " select 'currency_total_at, journal ' || t.journal || ', position ' || t.position || ', ' || t.currency"
    " from currency_total_at t left join snapshot_checkpoint c using (journal)"
    " where c.journal is null or t.position not between 1 and c.position"
    " limit 1";

}  // namespace

TotalsCheck::TotalsCheck(PostgresConnection& connection, std::int64_t stride)
    : connection_(connection), stride_(stride) {
  read_projected();
}

void TotalsCheck::read_projected() {
  const auto rows = connection_.execute(projected_sql);
  for (auto& [journal, projected] : projected_) projected = {};
  for (int row = 0; row < rows.rows(); ++row) {
    auto& projected = projected_[JournalId(rows.int16(row, 0))];
    projected.generation = rows.int64(row, 1);
    projected.position = Position(rows.int64(row, 2));
    const auto hash = rows.bytes(row, 3);
    std::copy_n(hash.begin(), std::min(hash.size(), projected.hash.size()), projected.hash.begin());
    if (rows.is_null(row, 4)) continue;
    auto& sums = projected.totals[rows.text(row, 4)];
    for (int column = 5; column < 9; ++column) sums.push_back(rows.text(row, column));
  }
}

bool TotalsCheck::were_exchanged() {
  const auto before = checkpoint_->generation;
  read_projected();
  return checkpoint_->generation != before;
}

TotalsCheck::SumsByCurrency TotalsCheck::written(const CurrencyTotals& totals) {
  SumsByCurrency rows;
  for (const auto& [currency, total] : totals) {
    rows[std::string(currency.code())] = {std::to_string(total.accounts), to_string(total.totals.balance),
                                          to_string(total.totals.held), to_string(total.totals.credited)};
  }
  return rows;
}

std::optional<std::string> TotalsCheck::difference(const char* table, const SumsByCurrency& found,
                                                   const SumsByCurrency& expected) {
  for (const auto& [currency, sums] : expected) {
    const auto row = found.find(currency);
    if (row == found.end()) return fmt::format("{} has no row of {} for this position", table, currency);
    for (std::size_t column = 0; column < sum_columns.size(); ++column) {
      if (row->second[column] == sums[column]) continue;
      return fmt::format("{} has {} {} of {} for this position, and the events lead to {}", table, sum_columns[column],
                         row->second[column], currency, sums[column]);
    }
  }
  for (const auto& [currency, sums] : found) {
    if (!expected.contains(currency)) {
      return fmt::format("{} has a row of {} for this position, which the events do not lead to", table, currency);
    }
  }
  return std::nullopt;
}

TotalsCheck::Found TotalsCheck::begin_journal(JournalId journal, const Hash& genesis_hash) {
  journal_ = journal;
  totals_.clear();
  latest_ = totals_.end();
  checked_ = reached_ = Position(0);
  const auto projected = projected_.find(journal);
  if (projected == projected_.end()) {
    return std::pair{Position(0), "snapshot_checkpoint has no row of journal " + std::to_string(journal.value)};
  }
  checkpoint_ = &projected->second;
  if (checkpoint_->position > Position(0)) return std::nullopt;
  if (checkpoint_->hash != genesis_hash) {
    return std::pair{Position(0), "snapshot_checkpoint has another hash than the genesis hash of journal " +
                                      std::to_string(journal.value)};
  }
  if (!checkpoint_->totals.empty()) {
    return std::pair{Position(0), "currency_total has rows of journal " + std::to_string(journal.value) +
                                      ", of which snapshot_checkpoint has no event"};
  }
  return std::nullopt;
}

void TotalsCheck::add(const Event& event, const RunEntry& change) {
  if (latest_ == totals_.end() || latest_->first != event.currency) {
    latest_ = totals_.try_emplace(event.currency).first;
  }
  auto& total = latest_->second;
  if (event.version == Version(1)) ++total.accounts;
  total.totals = total.totals + change;
  reached_ = event.position;
  if (event.position.value % stride_ == 0) expected_at_[event.position] = written(totals_);
  if (event.position == checkpoint_->position) expected_at_checkpoint_ = written(totals_);
}

TotalsCheck::Found TotalsCheck::check_added() {
  auto found = compare();
  for (int attempt = 1; found && attempt < total_attempts_max && were_exchanged(); ++attempt) {
    expected_at_checkpoint_.reset();
    found = compare();
  }
  checked_ = reached_;
  expected_at_.clear();
  expected_at_checkpoint_.reset();
  return found;
}

TotalsCheck::Found TotalsCheck::compare() {
  if (auto found = compare_rows_at()) return found;
  if (!expected_at_checkpoint_) return std::nullopt;
  if (auto what = difference("currency_total", checkpoint_->totals, *expected_at_checkpoint_)) {
    return std::pair{checkpoint_->position, std::move(*what)};
  }
  rows_ += static_cast<std::int64_t>(expected_at_checkpoint_->size());
  return std::nullopt;
}

TotalsCheck::Found TotalsCheck::compare_rows_at() {
  PostgresParameters parameters;
  parameters.add_int16(journal_.value);
  parameters.add_int64(checked_.value + 1);
  parameters.add_int64(reached_.value);
  const auto rows = connection_.execute(sums_at_sql, parameters);
  std::map<Position, SumsByCurrency> found_at;
  for (int row = 0; row < rows.rows(); ++row) {
    auto& sums = found_at[Position(rows.int64(row, 0))][rows.text(row, 1)];
    for (int column = 2; column < 6; ++column) sums.push_back(rows.text(row, column));
  }
  for (const auto& [position, expected] : expected_at_) {
    const auto found = found_at.find(position);
    // The projector may get there any time.
    if (found == found_at.end() && position > checkpoint_->position) continue;
    rows_ += static_cast<std::int64_t>(expected.size());
    if (auto what =
            difference("currency_total_at", found == found_at.end() ? SumsByCurrency() : found->second, expected)) {
      return std::pair{position, std::move(*what)};
    }
  }
  for (const auto& [position, sums] : found_at) {
    if (!expected_at_.contains(position)) {
      return std::pair{position, std::string("currency_total_at has a row for this position, at which none is kept")};
    }
  }
  return std::nullopt;
}

std::optional<std::string> TotalsCheck::find_stray_row() {
  const auto rows = connection_.execute(stray_sums_sql);
  if (rows.rows() == 0) return std::nullopt;
  return rows.text(0, 0) + ": no projector writes such a row";
}

}  // namespace ledger
