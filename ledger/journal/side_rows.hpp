// The rows of open_hold, reversal and pending_erasure that events bring, turned on their side.
#pragma once

#include <deque>
#include <span>
#include <vector>

#include "ledger/domain/details.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// Prepares the statements that SideRows::send uses.
void prepare_side_rows(PostgresConnection& connection);

/// Collects rows; refers to the events, which must outlive it.
class SideRows {
 public:
  /// Adds what the event brings; for most, that is nothing.
  void add(const Event& event);

  /// Adds the rows of open_hold as parameters: uids, accounts, amounts and expiries of those that begin, uids of those
  /// that end.
  void add_open_holds(PostgresParameters& parameters) const;
  /// Returns true if it has rows of open_hold at most.
  [[nodiscard]] bool has_open_holds_only() const { return reversing_.empty() && erased_.empty(); }

  /// Sends what stores the rows, on a connection in pipeline mode. Returns the number of statements sent.
  int send(PostgresConnection& connection) const;
  /// Stores the rows and waits. Throws ConnectionLost or StatementFailed.
  void execute(PostgresConnection& connection) const;

 private:
  using StoredBytes = std::span<const std::uint8_t>;
  template <class Run>
  void for_each_statement(Run run) const;

  std::vector<StoredBytes> opened_, ended_, reversed_uids_, reversing_;
  std::vector<std::int64_t> accounts_, amounts_, expiries_, erased_, erased_versions_;
  /// A deque, since reversed_uids_ points into it.
  std::deque<LegReference> references_;
  std::vector<std::int16_t> reversed_legs_;
};

}  // namespace ledger
