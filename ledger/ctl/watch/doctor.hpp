// Looks at everything that it can reach of a ledger, and says what to do. Changes nothing.
#pragma once

#include "ledger/ctl/watch/diagnosis.hpp"
#include "ledger/ctl/watch/services.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// All of the below. What cannot be looked at is a problem; nothing throws.
Diagnoses examine(const DatabaseSettings& settings, const ServiceAddresses& services);

/// Settings that guard what was acknowledged, clocks, long transactions, and the schema.
void examine_database(PostgresConnection& connection, Diagnoses& diagnoses);
/// Journals, who follows them and how far, stops and confirmations, holds that are due.
void examine_ledger(const DatabaseSettings& settings, PostgresConnection& connection, Diagnoses& diagnoses);
/// Finds out whether each service that has an address answers and is ready.
void examine_services(const ServiceAddresses& services, Diagnoses& diagnoses);

}  // namespace ledger
