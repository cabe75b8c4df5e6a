// A server that can be reached, and whose disk is full.
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

void fill_disk(const TestDatabase& database) {
  execute_alone(database.owner(),
                "create function fill_disk() returns trigger language plpgsql as"
                " $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$");
  execute_alone(database.owner(), "create trigger full_disk before insert on event execute function fill_disk()");
}

}  // namespace

using namespace std::chrono_literals;

TEST_CASE("A writer whose database stores nothing is not ready until a batch is stored", "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service(), {.deadline = 500ms});
  const auto account = ledger.open();
  const auto first = deposit(account, "1");
  ledger.apply(first);
  REQUIRE(ledger.writer().is_ready());
  fill_disk(database);
  CHECK(std::get<Unavailable>(ledger.run(deposit(account, "1"))).reason == Unavailable::Reason::database_away);
  // Longer than the writer goes without a look at the server, which answers.
  CHECK_FALSE(eventually([&] { return ledger.writer().is_ready(); }, 3s));

  // An answer that needs no room on the disk is given all the same.
  CHECK(ledger.apply(first).replayed);
  CHECK(code_of(ledger.run(withdraw(account, "2"))) == RejectionCode::insufficient_funds);
  CHECK_FALSE(ledger.writer().is_ready());

  execute_alone(database.owner(), "drop trigger full_disk on event");
  ledger.apply(deposit(account, "1"));
  CHECK(ledger.writer().is_ready());
}

TEST_CASE("A writer that nothing is asked of finds the database ready again some seconds after it stored nothing",
          "[writer]") {
  const TestDatabase database;
  WriterHarness ledger(database.service(), {.deadline = 500ms});
  const auto account = ledger.open();
  fill_disk(database);
  CHECK(std::get<Unavailable>(ledger.run(deposit(account, "1"))).reason == Unavailable::Reason::database_away);
  CHECK(eventually([&] { return ledger.writer().is_ready(); }));
}

}  // namespace ledger::test
