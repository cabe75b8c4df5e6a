// Checks that the tables of open holds and of reversals say what the events say.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// Memory is bounded: the database looks up what belongs to a page of events or of rows.
/// Writers may be at work meanwhile, as each comparison is made in one snapshot of the database. Not for use by several
/// threads at once.
class SideTableCheck {
 public:
  /// The connection must outlive it, and should look rows up by their indexes whatever the statistics say.
  explicit SideTableCheck(PostgresConnection& connection) : connection_(connection) {}

  /// The first of the events that a table does not agree with, or that does not agree with the hold that it ends or the
  /// leg that it reverses, and why; nothing if all is well. Throws ConnectionLost or StatementFailed.
  std::optional<std::pair<Position, std::string>> check(const std::vector<Event>& events);

  /// A row that no event stands behind; nothing if there is none. Throws ConnectionLost or StatementFailed.
  std::optional<std::string> find_stray_row();

 private:
  using Found = std::optional<std::pair<Position, std::string>>;
  Found check_opened(const std::vector<const Event*>& holds);
  Found check_ended(const std::vector<const Event*>& endings);
  Found check_reversals(const std::vector<const Event*>& reversals);
  std::optional<std::string> find_stray_hold();
  std::optional<std::string> find_stray_reversal();
  /// The first of the pairs that no event has as its uid and details.
  std::optional<std::size_t> find_unknown(const std::vector<Uid>& uids, const std::vector<std::string>& details);

  PostgresConnection& connection_;
};

}  // namespace ledger
