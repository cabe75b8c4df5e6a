// Storing what a batch comes to.
#pragma once

#include "ledger/postgres/postgres.hpp"
#include "ledger/writer/batch/batch.hpp"

namespace ledger {

/// Prepares the statements that send_batch uses.
void prepare_append(PostgresConnection& connection);

/// Sends what appends the batch's events and the texts, open holds, reversals and pending erasures that belong to them,
/// on a connection in pipeline mode. Returns the number of statements sent.
int send_batch(PostgresConnection& connection, const DecidedBatch& batch);

}  // namespace ledger
