// Checks that what protects the ledger in the database's catalogue is what the migrations made: triggers, constraints,
// indexes, functions, views, columns, and the rights of the services' role and of everybody.
#pragma once

#include <string>
#include <vector>

#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// The findings in the catalogue.
struct SchemaReport {
  /// One sentence for each difference, which names the object.
  std::vector<std::string> faults;
  /// True if this role may read the list of applied migrations, as the services' role and the owner may.
  bool migrations_were_read = false;
};

/// Compares with what this program's migrations make. Other tables in the schema are none of its business. Sets the
/// connection's search_path; a transaction may have failed afterwards. Throws ConnectionLost or StatementFailed.
SchemaReport check_schema(PostgresConnection& connection);

/// Returns what the catalogue answers now, in the form of schemas/catalogue.txt. Sets the connection's search_path.
/// Throws ConnectionLost or StatementFailed.
std::string catalogue_text(PostgresConnection& connection);

}  // namespace ledger
