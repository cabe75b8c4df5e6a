// The SQL that reads a journal's epochs.
#pragma once

#include <pqxx/pqxx>
#include <utility>
#include <vector>

#include "ledger/domain/epochs.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// Parameter: journal.
constexpr const char* epochs_sql =
    "select epoch::bigint, position, hash from journal_epoch where journal = $1::smallint order by epoch";

/// The epochs in a binary result of epochs_sql. Throws InvariantViolation for rows that cannot be.
Epochs epochs_in(const PostgresResult& rows);

/// Throws ConnectionLost, StatementFailed, InvariantViolation.
Epochs read_epochs(PostgresConnection& connection, JournalId journal);
Epochs read_epochs(pqxx::transaction_base& transaction, JournalId journal);

/// The journals that are not in their first epoch, each with the one that it is in.
std::vector<std::pair<JournalId, Epoch>> read_later_epochs(pqxx::transaction_base& transaction);

}  // namespace ledger
