// Checks that the sums over all accounts are those of the events.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/postgres/postgres.hpp"
#include "ledger/snapshots/projection.hpp"

namespace ledger {

/// Adds up each journal's events from the first one on, and compares all rows of currency_total_at, and currency_total
/// where the checkpoint stood when this was made; the projector may be at work meanwhile. A rebuild that exchanges the
/// sums for those of another position makes it pass over currency_total. Not for use by several
/// threads at once.
class TotalsCheck {
 public:
  using Found = std::optional<std::pair<Position, std::string>>;

  /// Reads where the journals are projected to, and the sums there. The connection must outlive it. Throws
  /// ConnectionLost or StatementFailed.
  explicit TotalsCheck(PostgresConnection& connection, std::int64_t stride = totals_stride);

  /// Starts with a journal: what is wrong at position 0. Journals come one after the other.
  Found begin_journal(JournalId journal, const Hash& genesis_hash);
  /// Adds the journal's next event and what it changed.
  void add(const Event& event, const RunEntry& change);
  /// Compares what stands at the positions of the events added since the last call; the first row that is wrong,
  /// missing or too much. Throws ConnectionLost or StatementFailed.
  Found check_added();
  /// A row behind the checkpoint, or of a journal that does not exist; nothing if there is none. Throws ConnectionLost
  /// or StatementFailed.
  std::optional<std::string> find_stray_row();

  /// Returns how many rows were compared.
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  /// Sums as they stand in a row: accounts, balance, held, credited.
  using Sums = std::vector<std::string>;
  using SumsByCurrency = std::map<std::string, Sums>;
  struct Projected {
    std::int64_t generation = 0;
    Position position;
    Hash hash{};
    SumsByCurrency totals;
  };
  static SumsByCurrency written(const CurrencyTotals& totals);
  static std::optional<std::string> difference(const char* table, const SumsByCurrency& found,
                                               const SumsByCurrency& expected);
  void read_projected();
  /// Returns true if the sums were exchanged since they were read, and then reads them again.
  bool were_exchanged();
  Found compare();
  Found compare_rows_at();

  PostgresConnection& connection_;
  std::int64_t stride_;
  std::map<JournalId, Projected> projected_;
  JournalId journal_;
  /// The checkpoint of this journal.
  const Projected* checkpoint_ = nullptr;
  CurrencyTotals totals_;
  /// The currency of the last event, as most have the same.
  CurrencyTotals::iterator latest_ = totals_.end();
  Position checked_;
  Position reached_;
  /// The positions at which rows stand, among the events added since the last check.
  std::map<Position, SumsByCurrency> expected_at_;
  std::optional<SumsByCurrency> expected_at_checkpoint_;
  std::int64_t rows_ = 0;
};

}  // namespace ledger
