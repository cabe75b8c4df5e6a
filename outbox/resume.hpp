// The operator's decision to go on from a stated position.
#pragma once

#include "outbox/relay_settings.hpp"

namespace ledger {

/// Makes topics that are missing, fences every relay of the journal, and writes cursor and note: events up to
/// `position` count as published, the next one is position + 1. Waits for the lease for a while. Throws
/// std::runtime_error for a position that the journal does not have and while another relay holds the lease;
/// kafka::Failure, ConnectionLost, StatementFailed.
void resume(const RelaySettings& settings, JournalId journal, Position position);

}  // namespace ledger
