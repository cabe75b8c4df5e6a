// PostgreSQL's own programs, as an operator runs them.
#pragma once

#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::test {

/// The full path of a program of the server that is installed, such as "initdb". Throws std::runtime_error.
std::string postgres_tool_path(const std::string& name);

/// Runs "pg_dump", "pg_restore" or another of the client programs that belong to the server, with the settings' server
/// and user. Throws std::runtime_error with what it wrote to standard error unless it ends with 0.
void run_postgres_tool(const std::string& name, const std::vector<std::string>& arguments,
                       const DatabaseSettings& settings);

}  // namespace ledger::test
