// `ledgerctl migrate --journals`: how many journals a ledger has.
#pragma once

#include <cstdint>

#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Makes it `count` journals (1 to 64). An account belongs to the journal that its id and their number say, so this can
/// only be chosen before the first account: throws std::runtime_error if it is too late for another number.
void set_journal_count(const DatabaseSettings& settings, std::int64_t count);

}  // namespace ledger
