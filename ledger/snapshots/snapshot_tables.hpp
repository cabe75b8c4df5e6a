// The snapshot tables of schemas/sql/003_snapshots.sql as a projection reads and writes them. All SQL on their rows
// except the readers' is here.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ledger/postgres/binary_rows.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/snapshots/snapshot_target.hpp"

namespace ledger {

/// Reads and writes within the transaction that its user has begun. Rows to add are collected until flush(), or until
/// there are many; reading an account or a run does not see what was not flushed.
class SnapshotTables : public SnapshotTarget {
 public:
  /// `suffix` is that of a second set of tables beside the live ones. `before_reading`, if there is one, is called
  /// before a run or an account is looked up: a set without indexes gets them then.
  explicit SnapshotTables(PostgresConnection& connection, const std::string& suffix = "",
                          std::function<void()> before_reading = {});

  std::vector<AccountSnapshot> load_accounts(std::span<const AccountId> accounts) override;
  std::vector<RunEntry> read_entries(AccountId account, RunNumber run, std::int32_t first, std::int32_t limit) override;
  CurrencyTotals load_totals(JournalId journal) override;

  void add_row(AccountId account, RunNumber run, std::int32_t row, Moment effective, Position known_from,
               const RunTotals& totals) override;
  void add_slot_change(AccountId account, const SlotChange& change, Position valid_from) override;
  void add_totals_at(JournalId journal, Position position, const CurrencyTotals& totals) override;
  /// Each table's rows by one COPY.
  void flush() override;

  void put_accounts(std::span<const AccountSnapshot> accounts) override;
  void put_totals(JournalId journal, const CurrencyTotals& totals) override;

 private:
  struct Row {
    AccountId account;
    RunNumber run;
    std::int32_t row = 0;
    Moment effective;
    Position known_from;
    RunTotals totals;
  };

  std::vector<AccountSnapshot> load_states(const PostgresParameters& wanted);
  void flush_rows();

  PostgresConnection& connection_;
  std::function<void()> before_reading_;
  std::string copy_rows_sql_;
  std::string copy_slots_sql_;
  std::string copy_totals_at_sql_;
  std::string load_accounts_sql_;
  std::string load_runs_sql_;
  std::string read_entries_sql_;
  std::string load_totals_sql_;
  std::string put_accounts_sql_;
  std::string put_totals_sql_;
  std::vector<Row> rows_;
  BinaryRows copied_rows_;
  BinaryRows slots_;
  BinaryRows totals_at_;
};

}  // namespace ledger
