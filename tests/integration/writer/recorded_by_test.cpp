// Finds the position of a journal at a recorded time, while batches are under way.
#include "ledger/queries/recorded_by.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* lock_sql = "select from journal where journal = 0 for update";
constexpr std::chrono::seconds hour{3600};

/// A ledger with a few events, and a look at where it stood.
struct TimedJournal {
  RecordedBy at(Moment time) {
    pqxx::nontransaction session(*connection);
    return recorded_by(session, JournalId(0), time);
  }

  TestDatabase database;
  WriterHarness writer{database.service()};
  AccountId account = writer.open();
  Moment first = writer.apply(deposit(account, "1.00")).recorded.legs.front().recorded;
  std::unique_ptr<DatabaseSession> connection = connect_for_test(database.service());
};

}  // namespace

TEST_CASE("A time that the journal has passed stands for one position for ever", "[time]") {
  TimedJournal journal;
  const auto last = journal.writer.apply(deposit(journal.account, "1.00")).recorded.legs.front().recorded;
  REQUIRE(last > journal.first);
  const auto passed = journal.at(journal.first);
  CHECK(passed.is_passed);
  CHECK(passed.stood.position == Position(2));
  CHECK(journal.at(journal.first - std::chrono::microseconds(1)).stood.position == Position(1));
  REQUIRE(eventually([&] { return journal.at(last).is_quiet; }));
  const auto newest = journal.at(last);
  CHECK_FALSE(newest.is_passed);
  CHECK(newest.is_confirmed);
  CHECK(newest.clock > last);
  CHECK(newest.stood.position == Position(3));
  // It has not come yet.
  const auto future = journal.at(last + hour);
  CHECK_FALSE(future.is_passed);
  CHECK_FALSE(future.is_quiet);
}

TEST_CASE("While a batch is under way, what has not been passed may change", "[time]") {
  TimedJournal journal;
  const auto other = connect_for_test(journal.database.service());
  const bool commits = GENERATE(true, false);
  {
    pqxx::work batch(*other);
    batch.exec(lock_sql);
    CHECK_FALSE(journal.at(journal.first).is_quiet);
    if (commits) {
      batch.commit();
    } else {
      batch.abort();
    }
  }
  CHECK(eventually([&] { return journal.at(journal.first).is_quiet; }));
  // A transaction that does not touch the journal's row is no batch, and an older lock is over.
  pqxx::work elsewhere(*other);
  elsewhere.exec("select from snapshot_checkpoint where journal = 0 for update");
  CHECK(eventually([&] { return journal.at(journal.first).is_quiet; }));
}

TEST_CASE("A database that no relay has confirmed may be given back what it lost", "[time]") {
  TimedJournal journal;
  query_value(journal.database.owner(), "update journal_guard set database_identity = null returning 1");
  CHECK_FALSE(journal.at(journal.first).is_confirmed);
}

}  // namespace ledger::test
