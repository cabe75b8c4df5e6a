// Tells whether a batch can be decided ahead of the journal's lock, on what is remembered.
#pragma once

#include <span>

#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/batch/open_hold_cache.hpp"

namespace ledger {

/// Returns true if the commands store nothing but events and open holds, and all that deciding them takes is
/// remembered: their accounts and, of those that end a hold, the hold. Adds these holds to `loaded`.
bool load_remembered(std::span<const Command> commands, AccountCache& accounts, OpenHoldCache& holds,
                     LoadedState& loaded);

}  // namespace ledger
