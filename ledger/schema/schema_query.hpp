// Tells a service from a database's list of migrations whether it can work with the database.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "ledger/postgres/postgres.hpp"
#include "schemas/migrations.hpp"

namespace ledger {

/// Returns why the database wants `ledgerctl migrate` before this program can work with it, in a sentence for its
/// operator; nothing if all of `wanted` were applied. Migrations of a newer program do no harm. Throws ConnectionLost
/// or StatementFailed.
std::optional<std::string> why_migration_wanted(PostgresConnection& connection,
                                                std::span<const Migration> wanted = migrations());

}  // namespace ledger
