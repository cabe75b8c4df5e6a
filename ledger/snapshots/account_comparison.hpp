// Rows of one account's snapshots in the live tables against those in temporary tables, a page at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The number of rows of a table that differed. A row with other values is both missing and unexpected.
struct RowDrift {
  std::int64_t missing = 0;
  std::int64_t unexpected = 0;
};
using DriftByTable = std::map<std::string, RowDrift>;

/// Makes live rows of one account equal to those that are expected: the rows of the tables of the same names with
/// `expected_suffix`. Which rows are compared depends on keys only, so every statement is as quick in an account of
/// millions of rows. Works within the transaction that its user has begun under the lock of the checkpoint. The
/// connection must outlive it. Throws ConnectionLost or StatementFailed.
class AccountComparison {
 public:
  AccountComparison(PostgresConnection& connection, AccountId account, const std::string& expected_suffix,
                    std::int64_t page_rows);

  /// Puts right what a projector goes on from: the account's row, the last change of each slot and the last row of each
  /// live run, with what stands behind them (up to a page of it for each). Adds what was found. Returns
  /// true if there was any.
  bool repair_heads(DriftByTable& drift);

  /// Compares the next page of rows behind the last one, beginning with the first one of all, and puts them right.
  /// Returns true if anything differed.
  bool repair_page(DriftByTable& drift);
  /// Returns true if repair_page() has come to the end of all rows. It begins again then.
  [[nodiscard]] bool is_through() const { return table_ == 0 && !within_table_; }
  /// Begins from the first row again.
  void start_over();

  /// Tells an account's rows of a table apart.
  using Key = std::array<std::int64_t, 2>;

 private:
  /// Puts the table's rows behind one key up to another one right. Returns true if any differed.
  template <class Table>
  bool repair(const Table& table, const Key& behind, const Key& last, DriftByTable& drift);

  PostgresConnection& connection_;
  const AccountId account_;
  const std::string suffix_;
  const std::int64_t page_rows_;
  /// The table that is being compared, whether a page of it was, and the last key of that page.
  std::size_t table_ = 0;
  bool within_table_ = false;
  Key last_key_{};
};

}  // namespace ledger
