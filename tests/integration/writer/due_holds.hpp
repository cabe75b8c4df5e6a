// Helpers for tests of due holds: a short hold, and waiting for its end.
#pragma once

#include <chrono>

#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// Counts the holds that are still open.
constexpr const char* due_rows_sql = "select count(*) from open_hold";
/// The shortest duration of a hold.
constexpr std::chrono::seconds shortest_hold{1};

/// Waits until all open holds have passed their end, by the database's clock.
inline void wait_until_all_are_due(const TestDatabase& database) {
  REQUIRE(eventually([&] {
    return query_value(database.service(),
                       "select bool_and(expires_us <= extract(epoch from clock_timestamp()) * 1000000)"
                       " from open_hold") == "t";
  }));
}

}  // namespace ledger::test
