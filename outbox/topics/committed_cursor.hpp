// The cursor as it stands in Kafka now.
#pragma once

#include <optional>

#include "outbox/topics/cursor.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// The journal's last committed cursor; nothing if there is none, or if what stands there is no cursor. Only whoever
/// has just fenced all others may rely on it. Throws kafka::Failure.
std::optional<Cursor> read_committed_cursor(const RelaySettings& settings, JournalId journal);

}  // namespace ledger
