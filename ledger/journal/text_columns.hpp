// The texts of a batch's transactions, stored beside their events.
#pragma once

#include <span>

#include "ledger/common/postgres.hpp"
#include "ledger/domain/recorded.hpp"

namespace ledger {

/// Sends what stores the transactions' comments and identities, by the prepared statements `insert_comments` and
/// `insert_identities`, on a connection in pipeline mode. How many statements were sent: none where there are no texts.
int send_texts(PostgresConnection& connection, std::span<const Recorded> transactions);

}  // namespace ledger
