// `ledgerctl restored`: an operator says what no program can see.
#pragma once

#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Writers stop (journal_unconfirmed) until a relay has compared each journal with Kafka and confirmed this database:
/// for a disk that was put back to an earlier state, after which the database looks like the one it was. Throws
/// pqxx::failure.
void note_restored(const DatabaseSettings& settings);

}  // namespace ledger
