// The last published event, as the note in PostgreSQL has it: for those who only watch, and do not write notes.
#pragma once

#include <optional>

#include "ledger/journal/event_reader.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// Position and hash of the last event that was noted as published, by whichever relay; nothing if there is no note.
/// Throws ConnectionLost, StatementFailed.
std::optional<ChainPoint> find_noted_place(PostgresConnection& connection, JournalId journal);

}  // namespace ledger
