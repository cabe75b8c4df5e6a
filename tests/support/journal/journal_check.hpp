// Reading a whole journal and checking what must hold along it.
#pragma once

#include <string>
#include <vector>

#include "ledger/ctl/verify.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// All events of journal 0. Fails the test unless positions are dense, the chain holds, recorded times never fall and
/// each event follows from its account's one before.
std::vector<Event> check_journal(const DatabaseSettings& settings);

/// Returns the report of `ledgerctl verify` with the services' role.
VerifyReport verified(const TestDatabase& database, const VerifyOptions& options = {});
/// "position: what is wrong", or "intact".
std::string verdict(const VerifyReport& report);

}  // namespace ledger::test
