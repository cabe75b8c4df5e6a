// The protection of the ledger in a database's catalogue, and what it must be: schemas/catalogue.sql and catalogue.txt,
// built into the program.
#pragma once

namespace ledger {

/// One statement, without parameters, that answers with three texts a row: the object, what of it, how it is defined.
/// Its search_path must be `public`.
extern const char* const catalogue_query;

/// The answer of the statement on a freshly migrated database: a line a row, the texts joined by " | ".
extern const char* const expected_catalogue;

}  // namespace ledger
