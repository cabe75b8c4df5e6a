// pgbench's tables: the best that one event a transaction can be, against which the ledger is measured.
#pragma once

#include "tests/bench/loads/load.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {

/// A database with pgbench's tables.
class Yardstick {
 public:
  Yardstick();

  /// Runs pgbench_deposit.sql by this number of clients.
  [[nodiscard]] LoadResult run(int clients, int seconds) const { return run(database_.owner(), clients, seconds); }
  /// The same over another way to the database, such as a proxy.
  [[nodiscard]] LoadResult run(const DatabaseSettings& way, int clients, int seconds) const;

  [[nodiscard]] const test::TestDatabase& database() const { return database_; }

 private:
  test::TestDatabase database_;
};

}  // namespace ledger::bench
