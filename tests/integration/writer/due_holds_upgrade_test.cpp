// Due holds of newer programs, whose events this program does not understand, are left alone.
#include "tests/integration/writer/due_holds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/future_event.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("While a newer program's due hold may have the money, nothing is refused for it", "[hold][upgrade]") {
  const TestDatabase database;
  AccountId account;
  {
    WriterHarness ledger(database.service());
    account = ledger.open();
    ledger.apply(deposit(account, "10"));
    ledger.apply(place_hold(account, "4", shortest_hold));
    ledger.apply(place_hold(account, "6", shortest_hold));
    ledger.apply(deposit(account, "1"));
  }
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set schema_version = 2 where type = 6 and amount = 600 returning 1");
  wait_until_all_are_due(database);
  WriterHarness ledger(database.service());
  for (int again = 0; again < 3; ++again) {
    const auto outcome = ledger.run(withdraw(account, "8"));
    REQUIRE(std::holds_alternative<Unavailable>(outcome));
    CHECK(std::get<Unavailable>(outcome).reason == Unavailable::Reason::event_type_unknown);
  }
  // The funds of the holds that are understood are available.
  ledger.apply(withdraw(account, "5"));
}

TEST_CASE("A due hold is not let expire for its repetition where a newer program has gone on", "[hold][upgrade]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto hold = place_hold(account, "4", shortest_hold);
  ledger.apply(hold);
  append_future_event(database, account, 0);
  wait_until_all_are_due(database);
  // The ledger's time passes the hold's end.
  ledger.apply(deposit(ledger.open(), "1"));
  const auto outcome = ledger.run(hold);
  REQUIRE(std::holds_alternative<Unavailable>(outcome));
  CHECK(std::get<Unavailable>(outcome).reason == Unavailable::Reason::event_type_unknown);
  CHECK(query_value(database.service(), due_rows_sql) == "1");
}

}  // namespace ledger::test
