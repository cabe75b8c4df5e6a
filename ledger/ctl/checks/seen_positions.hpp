// The positions up to which others have seen a journal: the chain alone cannot tell that its end is missing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/ctl/checks/fault.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The projector's checkpoint or the relay's note.
struct SeenPosition {
  std::string observer;
  JournalId journal;
  Position position;
  Hash hash{};
};

/// Throws ConnectionLost or StatementFailed.
std::vector<SeenPosition> seen_positions(PostgresConnection& connection);

/// The fault if an event that an observer has seen is not there, or is another one now.
std::optional<Fault> missing_behind(EventReader& reader, JournalId journal, const std::vector<SeenPosition>& seen);

/// A journal number that events bear though there is no such journal. Throws ConnectionLost or StatementFailed.
std::optional<JournalId> stray_journal(PostgresConnection& connection);

/// Returns what is wrong with the journals' numbers, which are 0, 1, 2 … without gaps; nothing if all is well.
std::optional<std::string> wrong_journal_number(const std::vector<JournalEnd>& ascending);

}  // namespace ledger
