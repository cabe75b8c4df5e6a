// Changes a database as `ledger-outbox resume` does: a new epoch, from which earlier events behind a position are void.
#pragma once

#include <cstdint>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::test {

/// Begins epoch `epoch` of journal 0, as the owner. `last_valid` is a position that the journal has, or 0.
void begin_epoch(const DatabaseSettings& owner, std::int32_t epoch, std::int64_t last_valid);

}  // namespace ledger::test
