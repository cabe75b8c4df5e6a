// Measures how much long reads slow down reads of a balance.
#pragma once

#include <string>

#include "tests/bench/benchmarks.hpp"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {

/// Balances of `account` alone, and beside eight statements of `hot_account`, each begun anew when it has ended. Prints
/// the ratio of their 99th percentiles and the processor time of API and database. `owner` of the API's database.
void balances_beside_statements(const Settings& settings, test::ApiServer& api, const DatabaseSettings& owner,
                                const std::string& account, const std::string& hot_account);

}  // namespace ledger::bench
