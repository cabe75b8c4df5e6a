// Connection poolers between us and PostgreSQL. One that gives a client the same server session for as long as it is
// connected (PgBouncer's pool_mode = session) is as good as none. One that does not (transaction, statement) loses a
// session's settings, prepared statements and locks in silence, and is refused.
#pragma once

#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// A condition for a statement's WHERE that only holds if nothing between the program and the server answers in the
/// server's name: the process number that came with the connection is the one that the server says it has. PgBouncer,
/// Odyssey and PgCat invent that number; a pooler that passes the true one on is not noticed.
std::string is_not_pooled_sql(const PostgresConnection& connection);

/// Returns if the pooler keeps a server session for this client; otherwise throws ConnectionLost with a sentence that
/// names the remedy. `settings` is where `connection` leads. An answer holds for a minute for all connections of this
/// program to that place, so that a program needs one server session more than its own only for a moment.
///
/// A client that is idle between two transactions still has its own server session then, which no other client can
/// get: so a second client connects and asks which process serves it. On an idle pooler with pool_mode = transaction
/// it is served by the process that the first one has just left (PgBouncer takes the one that was used last), or, with
/// server_round_robin = 1, the first one is served by another process when it asks again. On a busy one the first
/// client's process changes by itself. Three rounds; a busy pooler that happens to serve the same client by the same
/// process in all of them is believed.
void refuse_shared_sessions(PostgresConnection& connection, const DatabaseSettings& settings);

}  // namespace ledger
