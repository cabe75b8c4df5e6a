#include "ledger/common/database.hpp"

namespace ledger {

std::unique_ptr<pqxx::connection> connect(const DatabaseSettings& settings, const SessionLimits& limits,
                                          const std::string& application) {
  auto connection = std::make_unique<pqxx::connection>(connection_string(settings, limits, application));
  // libpqxx 6 would otherwise reconnect in silence, on a new backend without this session's state.
  // Deprecated only because version 7 never reconnects.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection->inhibit_reactivation(true);
#pragma GCC diagnostic pop
  // Details quote rows, and rows may hold personal data, which has no place in a log.
  connection->set_verbosity(pqxx::connection_base::terse);
  return connection;
}

}  // namespace ledger
