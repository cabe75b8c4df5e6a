// The writer refuses to build on events of newer programs, which it does not understand.
#include "tests/support/catch.hpp"
#include "tests/support/journal/future_event.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("An event of another schema version is as foreign as one of another type", "[writer][upgrade]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto known = deposit(account, "1");
  ledger.apply(known);
  append_future_event(database, account, 50, Novelty::schema_version);
  const auto refused = ledger.run(deposit(account, "1"));
  CHECK(std::get<Unavailable>(refused).reason == Unavailable::Reason::event_type_unknown);
  CHECK(ledger.apply(known).replayed);
  ledger.apply(deposit(ledger.open(), "1"));
}

TEST_CASE("What a newer program has recorded is not reversed, though its account has gone on", "[writer][upgrade]") {
  const TestDatabase database;
  auto newer = deposit(AccountId(0), "1");
  {
    WriterHarness ledger(database.service());
    newer.account = ledger.open();
    ledger.apply(newer);
    ledger.apply(deposit(newer.account, "1"));
  }
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set schema_version = 2 where transaction_uid = '" +
                  to_string(newer.uid) + "' returning 1");
  WriterHarness ledger(database.service());
  const auto refused = ledger.run(reversal_of(newer.uid));
  REQUIRE(std::holds_alternative<Unavailable>(refused));
  CHECK(std::get<Unavailable>(refused).reason == Unavailable::Reason::event_type_unknown);
  CHECK(query_value(database.service(), "select count(*) from event") == "3");
}

}  // namespace ledger::test
