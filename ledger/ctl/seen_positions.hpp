// How far others have seen a journal go: the chain alone cannot tell that its end is missing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/ctl/verify.hpp"
#include "ledger/journal/event_reader.hpp"

namespace ledger {

/// The projector's checkpoint or the relay's note.
struct SeenPosition {
  std::string observer;
  JournalId journal;
  Position position;
  Hash hash{};
};

std::vector<SeenPosition> seen_positions(const DatabaseSettings& settings);

/// The fault if an event that an observer has seen is not there, or is another one now.
std::optional<Fault> missing_behind(EventReader& reader, JournalId journal, const std::vector<SeenPosition>& seen);

/// A journal number that events bear though there is no such journal.
std::optional<JournalId> stray_journal(const DatabaseSettings& settings);

}  // namespace ledger
