// A projection's target that writes nothing: what would be written is held against the live tables.
#pragma once

#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/snapshots/snapshot_tables.hpp"

namespace ledger {

/// A live row that is not what the events lead to; the text names it.
class SnapshotDiffers : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// For accounts projected from their first event on. Rows of runs and slots are only ever added to the live tables, so
/// those up to a position can be compared while the projector is at work. Memory is bounded but for a snapshot and two
/// numbers an account: make another one for other accounts.
class ComparedSnapshots : public SnapshotTarget {
 public:
  /// The snapshot that has been expected of an account so far.
  struct Expected {
    AccountSnapshot snapshot;
    std::int64_t rows = 0;
    std::int64_t slots = 0;
  };

  /// The connection must outlive it.
  explicit ComparedSnapshots(PostgresConnection& connection) : connection_(connection), live_(connection) {}

  /// Nothing, as every account starts with its first event.
  std::vector<AccountSnapshot> load_accounts(std::span<const AccountId> accounts) override;
  /// From the live tables, where they were compared before.
  std::vector<RunEntry> read_entries(AccountId account, RunNumber run, std::int32_t first, std::int32_t limit) override;
  CurrencyTotals load_totals(JournalId journal) override;

  void add_row(AccountId account, RunNumber run, std::int32_t row, Moment effective, Position known_from,
               const RunTotals& totals) override;
  void add_slot_change(AccountId account, const SlotChange& change, Position valid_from) override;
  /// Sums are not compared here: accounts do not come in the journal's order.
  void add_totals_at(JournalId, Position, const CurrencyTotals&) override {}
  void put_totals(JournalId, const CurrencyTotals&) override {}
  /// Compares what was added. Throws SnapshotDiffers, ConnectionLost or StatementFailed.
  void flush() override;
  void put_accounts(std::span<const AccountSnapshot> accounts) override;

  /// After the last event was applied.
  [[nodiscard]] const std::unordered_map<AccountId, Expected>& expected() const { return expected_; }

 private:
  struct Row {
    AccountId account;
    RunNumber run;
    std::int32_t number = 0;
    Moment effective;
    Position known_from;
    RunTotals totals;
  };
  struct SlotRow {
    AccountId account;
    SlotChange change;
    Position valid_from;
  };
  void compare_rows();
  void compare_slots();

  PostgresConnection& connection_;
  SnapshotTables live_;
  std::vector<Row> rows_;
  std::vector<SlotRow> slots_;
  std::unordered_map<AccountId, Expected> expected_;
};

}  // namespace ledger
