// `ledgerctl migrate`: brings a database's schema up to this program's, while services are at work.
#pragma once

#include <span>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/postgres/lock_patience.hpp"
#include "schemas/migrations.hpp"

namespace ledger {

/// The migrations that `migrate` applies, and its patience with locks.
struct MigrateOptions {
  /// In the order in which they are applied; this program's.
  std::span<const Migration> all = migrations();
  LockPatience patience = {};
};

/// Applies the migrations that the database does not have yet, and says so. Each is a transaction of its own, which
/// is rolled back and tried again for as long as somebody holds a lock that it needs; but for those that build indexes
/// outside a transaction (migration_statements.hpp), which wait without keeping anyone else waiting. What a crash
/// interrupts is taken up by the next call. Several may run at once: they take turns. A database that has migrations of
/// a newer program besides is left as it is. Throws std::runtime_error if a migration was applied with another text,
/// or if one is missing behind a newer program's.
void migrate(const DatabaseSettings& settings, const MigrateOptions& options = {});

}  // namespace ledger
