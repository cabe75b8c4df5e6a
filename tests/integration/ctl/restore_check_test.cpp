// verify compares a database's record of its own restores with the events.
#include "ledger/ctl/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string fault_of(const TestDatabase& database) {
  const auto report = verify(database.owner(), [](std::int64_t, std::int64_t) {});
  return report.fault ? report.fault->what : "";
}

/// A ledger whose third account was taken back from Kafka without its name.
struct RecoveredLedger {
  TestDatabase database;

  RecoveredLedger() {
    WriterHarness writer(database.service());
    for (int count = 0; count < 3; ++count) writer.open();
    query_value(database.owner(),
                "delete from identity where account_id = 3; insert into lost_identity (account_id) values (3);"
                "insert into journal_recovery (journal, first_position, last_position) values (0, 3, 3) returning 1");
  }
};

}  // namespace

TEST_CASE("A text that was lost in a restore is reported and is no fault", "[verify][restore]") {
  const RecoveredLedger ledger;
  const auto report = verify(ledger.database.owner(), [](std::int64_t, std::int64_t) {});
  CHECK_FALSE(report.fault);
  CHECK(report.texts_lost_in_restores == 1);
  REQUIRE(report.recovered.size() == 1);
  CHECK(report.recovered.front().first == Position(3));
}

TEST_CASE("What cannot be true about restores is found", "[verify][restore]") {
  struct Lie {
    const char* sql;
    const char* fault;
  };
  const auto lie = GENERATE(
      Lie{"insert into lost_identity (account_id) values (2)", "lost_identity has account 2"},
      Lie{"insert into lost_identity (account_id) values (77)", "lost_identity has account 77"},
      Lie{"update lost_identity set state = 3", "lost_identity has account 3"},
      Lie{"delete from lost_identity", "its row of table identity is missing"},
      Lie{"delete from identity where account_id = 1", "its row of table identity is missing"},
      Lie{"insert into journal_recovery (journal, first_position, last_position) values (0, 2, 4)",
          "the same positions"},
      Lie{"insert into journal_recovery (journal, first_position, last_position) values (0, 4, 9)", "does not reach"},
      Lie{"insert into journal_epoch (journal, epoch, position, hash) select 0, 3, 1, hash from event where position = "
          "1",
          "have a gap"},
      Lie{"insert into journal_epoch (journal, epoch, position, hash) select 0, 2, 1, hash from event where position = "
          "1",
          "journal_epoch ends with 2"},
      Lie{"insert into journal_epoch (journal, epoch, position, hash) select 0, 2, 1, hash from event where position = "
          "2;"
          "update journal_guard set epoch = 2",
          "has not the hash of the event at position 1"},
      Lie{"delete from journal_guard", "journal_guard has no row"},
      Lie{"insert into repeated_erasure (account_id, transaction_uid) values (1, gen_random_uuid())",
          "account 1 was erased"});
  const RecoveredLedger ledger;
  query_value(ledger.database.owner(), std::string(lie.sql) + " returning 1");
  CHECK_THAT(fault_of(ledger.database), Contains(lie.fault));
}

}  // namespace ledger::test
