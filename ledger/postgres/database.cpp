#include "ledger/postgres/database.hpp"

#include "ledger/postgres/postgres.hpp"

namespace ledger {

DatabaseSession::DatabaseSession(pqxx::internal::pq::PGconn* begun) : pqxx::connection_base(begun_), begun_(begun) {
  init();
  // libpqxx 6 would otherwise reconnect in silence, on a new backend without this session's state.
  // Deprecated only because version 7 never reconnects.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  inhibit_reactivation(true);
#pragma GCC diagnostic pop
  // Details quote rows, and rows may hold personal data, which has no place in a log.
  set_verbosity(pqxx::connection_base::terse);
}

DatabaseSession::~DatabaseSession() { close(); }

std::unique_ptr<DatabaseSession> connect(const DatabaseSettings& settings, const Session& session) {
  try {
    return std::make_unique<DatabaseSession>(PostgresConnection(settings, session).release());
  } catch (const ConnectionLost& lost) {
    throw pqxx::broken_connection(lost.what());
  } catch (const StatementFailed& refused) {
    throw pqxx::broken_connection(refused.what());
  }
}

}  // namespace ledger
