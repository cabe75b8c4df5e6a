// Events as a program of the future will write them, of types that this one does not know.
#pragma once

#include "ledger/domain/event.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// The part of the event that this program does not know.
enum class Novelty { type, schema_version };

/// Appends an event to the account, in journal 0: of type 99, or a deposit of schema version 2. Its amount means
/// something that only the future knows; the account's balance changes by `change` minor units. The account must not be
/// written at the same time.
Event append_future_event(const TestDatabase& database, AccountId account, MinorUnits change,
                          Novelty novelty = Novelty::type);

}  // namespace ledger::test
