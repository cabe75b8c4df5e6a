// Blocks all writes to a journal for a while.
#pragma once

#include <memory>
#include <pqxx/pqxx>

#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// Keeps writers from the journal for as long as it lives: what is written waits.
class HeldJournal {
 public:
  explicit HeldJournal(const TestDatabase& database)
      : connection_(connect_for_test(database.owner())), transaction_(*connection_) {
    transaction_.exec("select * from journal for update");
  }

 private:
  std::unique_ptr<DatabaseSession> connection_;
  pqxx::work transaction_;
};

}  // namespace ledger::test
