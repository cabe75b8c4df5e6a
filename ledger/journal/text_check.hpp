// Whether the texts that have not been erased are those that their events were recorded with.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/common/postgres.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// Has a connection of its own. Not for use by several threads at once.
class TextCheck {
 public:
  explicit TextCheck(const DatabaseSettings& settings);

  /// The first of the events (of one journal, without gaps) whose text's salted hash is not the event's, and why;
  /// nothing if all is well. Throws ConnectionLost or StatementFailed.
  std::optional<std::pair<Position, std::string>> check(const std::vector<Event>& events);

 private:
  PostgresConnection connection_;
};

}  // namespace ledger
