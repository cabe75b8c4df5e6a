#include "ledger/writer/failure.hpp"

#include <algorithm>
#include <array>

#include "ledger/postgres/postgres.hpp"

namespace ledger {

bool is_fault_of_command(std::string_view sqlstate) {
  // A unique violation means that another writer was quicker; decided again, the command is a replay or a clash.
  if (sqlstate == unique_violation) return false;
  // Connection, transaction state, a statement that is not prepared, authorization, no such database or schema,
  // rollback (deadlock, serialization), rights and tables that are missing, resources, limits, lock timeout, operator's
  // intervention, system, configuration, internal.
  constexpr std::array<std::string_view, 15> of_the_server = {"08", "25", "26", "28", "3D", "3F", "40", "42",
                                                              "53", "54", "55", "57", "58", "F0", "XX"};
  return std::find(of_the_server.begin(), of_the_server.end(), sqlstate.substr(0, 2)) == of_the_server.end();
}

bool wants_migration(std::string_view sqlstate) {
  // Undefined schema, table, column, function, type.
  constexpr std::array<std::string_view, 5> missing = {"3F000", "42P01", "42703", "42883", "42704"};
  return std::find(missing.begin(), missing.end(), sqlstate) != missing.end();
}

bool shows_lack_of_resources(std::string_view sqlstate) {
  const auto error_class = sqlstate.substr(0, 2);
  return error_class == "53" || error_class == "58";
}

}  // namespace ledger
