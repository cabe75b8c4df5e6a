// `ledgerctl migrate`: brings a database's schema up to this program's.
#pragma once

#include "ledger/common/database_settings.hpp"

namespace ledger {

/// Applies the migrations that the database does not have yet, each in a transaction of its own, and says so in the
/// log. Several may run at once: they take turns. Throws std::runtime_error if the database has a migration that this
/// program does not know, or one whose text differs.
void migrate(const DatabaseSettings& settings);

}  // namespace ledger
