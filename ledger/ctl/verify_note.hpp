// Leaves the note by which operators see when the ledger was last verified.
#pragma once

#include <optional>
#include <string>

#include "ledger/ctl/verify.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Writes the note of this report. Returns the database's reason if it takes none: the role may only read, it is a
/// replica, or it was not migrated so far. Throws pqxx::broken_connection.
std::optional<std::string> note_verification(const DatabaseSettings& settings, const VerifyReport& report, bool whole);

}  // namespace ledger
