// Connections through libpqxx. Whatever differs between libpqxx 6 and 7 stands here.
#pragma once

#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "ledger/common/database_settings.hpp"

namespace ledger {

/// A connection that never reconnects by itself: after its first pqxx::failure that is not an SQL error, throw it
/// away. Throws pqxx::broken_connection if there is none to be had within the connect timeout.
std::unique_ptr<pqxx::connection> connect(const DatabaseSettings& settings, const SessionLimits& limits,
                                          const std::string& application);

}  // namespace ledger
