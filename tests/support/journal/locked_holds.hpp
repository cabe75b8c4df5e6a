// Long reads held up for as long as a test wants.
#pragma once

#include <memory>
#include <pqxx/pqxx>

#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// Lists of holds, which are long reads, wait for a table that this locks until the end of its life. So does whatever
/// places, ends or expires a hold.
class LockedHolds {
 public:
  explicit LockedHolds(const TestDatabase& database)
      : connection_(connect_for_test(database.owner())), transaction_(*connection_) {
    transaction_.exec("lock table open_hold in access exclusive mode");
  }
  void release() { transaction_.commit(); }

 private:
  std::unique_ptr<DatabaseSession> connection_;
  pqxx::work transaction_;
};

}  // namespace ledger::test
