// Tells what an error of the database means for the batch that met it.
#pragma once

#include <string_view>

namespace ledger {

/// Returns true if this SQLSTATE of a failed statement (PostgreSQL manual, appendix A) says something about the
/// commands in it, so that halving the batch finds the one at fault. All other states say something about the server,
/// the session or another writer: deciding again on a fresh connection is right, and halving would only turn an outage
/// into an error for each command.
bool is_fault_of_command(std::string_view sqlstate);

/// Returns true if a statement failed because the database lacks what this program's migrations make: a schema, table,
/// column or function.
bool wants_migration(std::string_view sqlstate);

/// Returns true if a statement that failed with this SQLSTATE shows that the server can be reached and still stores
/// nothing: its disk is full or broken, or it has no memory.
bool shows_lack_of_resources(std::string_view sqlstate);

}  // namespace ledger
