// Followers hear of the commit that ends a pause.
#include "ledger/ctl/journal_count.hpp"
#include "ledger/journal/commit_notice.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr JournalId first_journal(0);
constexpr JournalId second_journal(1);

/// Begins to listen, and returns true if the journal's end was not missed.
bool listens(EventReader& reader, JournalId journal) {
  return reader.await_notice(journal, std::chrono::milliseconds(0));
}

bool hears(EventReader& reader, JournalId journal) { return reader.await_notice(journal, patience); }

/// Returns true if a notice has come by now.
bool has_heard(EventReader& reader, JournalId journal) {
  // The server sends what is due before it answers the next statement.
  reader.head(journal);
  return reader.await_notice(journal, std::chrono::milliseconds(0));
}

}  // namespace

TEST_CASE("A follower hears of a commit that ends a pause, when it can be read", "[notices]") {
  const TestDatabase database;
  EventReader reader(database.service(), "test reader");
  REQUIRE(listens(reader, first_journal));
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  REQUIRE(hears(reader, first_journal));
  CHECK(reader.head(first_journal).position == Position(1));

  // The pause is the writer's own time.
  std::this_thread::sleep_for(notice_pause);
  ledger.apply(deposit(account, "1.00"));
  REQUIRE(hears(reader, first_journal));
  CHECK(reader.head(first_journal).position == Position(2));
}

TEST_CASE("A command that records nothing sends no notice", "[notices]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto payment = deposit(account, "1.00");
  ledger.apply(payment);
  EventReader reader(database.service(), "test reader");
  REQUIRE(listens(reader, first_journal));
  std::this_thread::sleep_for(notice_pause);
  ledger.run(withdraw(account, "2.00"));
  ledger.run(payment);
  // Answered in the order of the batches: a notice of the two would have been sent before this one is decided.
  ledger.run(withdraw(account, "2.00"));
  CHECK_FALSE(has_heard(reader, first_journal));
}

TEST_CASE("A server that refuses notices is left alone, and the writer keeps its session", "[notices]") {
  const TestDatabase database;
  query_value(database.owner(), "revoke execute on function pg_catalog.pg_notify(text, text) from public");
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto session = [&] {
    return query_value(database.owner(),
                       "select string_agg(pid::text, ',') from pg_stat_activity"
                       " where application_name = 'ledger-writer' and datname = current_database()");
  };
  const auto before = session();
  for (int payments = 0; payments < 5; ++payments) {
    // A command that records nothing is decided behind whatever came of the notice before.
    ledger.run(withdraw(account, "1000.00"));
    ledger.apply(deposit(account, "1.00"));
  }
  CHECK(session() == before);
}

TEST_CASE("Each journal that a transfer touches has its followers told", "[notices]") {
  const TestDatabase database;
  set_journal_count(database.owner(), 2);
  WriterHarness ledger(database.service(), {}, 2);
  const auto payer = ledger.open();
  auto payee = ledger.open();
  for (int tries = 0; journal_of(payee, 2) == journal_of(payer, 2) && tries < 200; ++tries) payee = ledger.open();
  REQUIRE(journal_of(payee, 2) != journal_of(payer, 2));
  ledger.apply(deposit(payer, "5.00"));
  EventReader first(database.service(), "test reader");
  EventReader second(database.service(), "test reader");
  REQUIRE(listens(first, first_journal));
  REQUIRE(listens(second, second_journal));
  std::this_thread::sleep_for(notice_pause);
  ledger.apply(transfer(payer, payee, "1.00"));
  CHECK(hears(first, first_journal));
  CHECK(hears(second, second_journal));
}

}  // namespace ledger::test
