// Reading a whole journal and checking what must hold along it.
#pragma once

#include <vector>

#include "ledger/common/database_settings.hpp"
#include "ledger/domain/event.hpp"

namespace ledger::test {

/// All events of journal 0. Fails the test unless positions are dense, the chain holds, recorded times never fall and
/// each event follows from its account's one before.
std::vector<Event> check_journal(const DatabaseSettings& settings);

}  // namespace ledger::test
