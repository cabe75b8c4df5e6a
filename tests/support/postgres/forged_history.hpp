// Changes a journal without leaving a trace in it, as only the database's owner can.
#pragma once

#include <string>

#include "ledger/domain/values/ids.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// Makes the event at a position of journal 0 another one by the SQL `assignment`, gives it and all events behind it
/// hashes that follow, and the projector's and the relay's notes as well. Sums and snapshots stay as they were.
void rewrite_history(const TestDatabase& database, Position position, const std::string& assignment);

/// Removes the events of journal 0 from a position on with what hangs on them, and has the projector's and the relay's
/// notes say that there was no more. Sums and snapshots stay as they were.
void cut_tail(const TestDatabase& database, Position first);

}  // namespace ledger::test
