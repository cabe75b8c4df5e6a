// The texts of a batch's transactions, stored beside their events.
#pragma once

#include <span>

#include "ledger/postgres/postgres.hpp"
#include "ledger/writer/batch/batch.hpp"

namespace ledger {

/// Sends what stores the transactions' comments and identities, and what erases an identity, by the prepared statements
/// `insert_comments`, `insert_identities` and `delete_identities`, on a connection in pipeline mode. Returns
/// the number of statements sent: none where there are no texts.
int send_texts(PostgresConnection& connection, std::span<const NewTransaction> transactions);

}  // namespace ledger
