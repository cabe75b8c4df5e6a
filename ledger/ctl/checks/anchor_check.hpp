// Checks that a journal still holds what an anchor vouches for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/anchor.hpp"
#include "ledger/journal/event_reader.hpp"

namespace ledger {

/// Returns what is wrong at the anchor's position: the journal ends before it, holds another event there, or does not
/// exist. Returns nothing if all is well. Says nothing about the events before it: that is for whoever follows the
/// chain. Throws as EventReader does.
std::optional<std::string> difference_from(EventReader& reader, const Anchor& anchor);

/// Returns the end of each journal as of now. Throws as EventReader does.
std::vector<Anchor> current_anchors(EventReader& reader);

}  // namespace ledger
