// Identities that were erased in events which were given up: a restored backup has them again, so they go once more.
#pragma once

#include <span>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Notes that the accounts are to be erased again, so that it is not forgotten if this program ends. Throws
/// ConnectionLost or StatementFailed.
void note_erasures(const DatabaseSettings& database, std::span<const AccountId> accounts);

/// Erases the noted accounts through the writer, and says of each in the log what became of it; those that cannot be
/// erased, since there is money in them again, stay noted. Throws ConnectionLost or StatementFailed.
void repeat_erasures(const DatabaseSettings& database);

}  // namespace ledger
