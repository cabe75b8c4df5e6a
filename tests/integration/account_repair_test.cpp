// Damaged snapshots of one account made equal to what a projection makes, and the projector goes on behind it.
#include "ledger/snapshots/account_repair.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/journal/event_reader.hpp"
#include "tests/support/snapshot_support.hpp"
#include "tests/support/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::query_value;
using test::TestDatabase;

/// The events of one account, a few at a time.
AccountEvents events_of(const std::vector<Event>& all, AccountId account) {
  return [&all, account](Version first) {
    std::vector<Event> page;
    for (const auto& event : all) {
      if (event.account == account && event.version >= first && page.size() < 70) page.push_back(event);
    }
    return page;
  };
}

RepairReport repaired(const TestDatabase& database, const std::vector<Event>& all, AccountId account) {
  return repair_account(database.service(), JournalId(0), account, events_of(all, account));
}

}  // namespace

TEST_CASE("Whatever was done to an account's snapshots, a repair makes them as they were", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(5);
  const auto accounts = test::add_random_accounts(factory, 300, random);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  const Position projected(factory.position().value - 100);
  test::project(database.service(), 200, projected);
  const auto right = test::snapshot_contents(database.owner());
  for (const auto account : accounts) {
    CHECK(repaired(database, events, account).drift.empty());
  }
  CHECK((test::snapshot_contents(database.owner()) == right));
  const auto generation = query_value(database.owner(), "select generation from snapshot_checkpoint");

  const auto account = accounts.at(3);
  const auto where = " where account_id = " + std::to_string(account.value);
  const std::string damages[] = {
      "update run_row set balance = balance + 1" + where,
      "update run_row set known_from = known_from + 1" + where + " and row_no % 7 = 0",
      "delete from run_row" + where,
      "delete from run_row" + where + " and row_no = 0",
      "delete from run_slot" + where,
      "delete from account_snapshot" + where,
      "update account_snapshot set balance = 1, version = 2, slots = 1000000000, status = 9" + where,
      "insert into run_row select account_id, effective_us, known_from, run_no + 100, row_no, balance, held, credited"
      " from run_row" +
          where + " limit 5",
      "insert into run_slot values (" + std::to_string(account.value) + ", 1, 99, 1)",
  };
  for (const auto& damage : damages) {
    INFO(damage);
    query_value(database.owner(), damage + " returning 1");
    CHECK_FALSE((test::snapshot_contents(database.owner()) == right));
    const auto report = repaired(database, events, account);
    CHECK(report.rows() > 0);
    CHECK(report.position == projected);
    REQUIRE(report.expected.has_value());
    CHECK((test::snapshot_contents(database.owner()) == right));
    CHECK(repaired(database, events, account).drift.empty());
  }
  // A projector with the wrong rows in memory has to start over.
  CHECK(query_value(database.owner(), "select generation from snapshot_checkpoint") != generation);
  test::project(database.service(), 10, factory.position());
}

TEST_CASE("A repair of an account that is not projected yet finds nothing", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  const auto report = repaired(database, events, account);
  CHECK(report.drift.empty());
  CHECK_FALSE(report.expected);
  CHECK_FALSE(report.found);
}

TEST_CASE("A repair that cannot read the events changes nothing", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  factory.pay(account, 100);
  test::append_events(database.owner(), factory.take());
  test::project(database.service(), 10, Position(2));
  query_value(database.owner(), "update account_snapshot set balance = 7 returning 1");
  const auto damaged = test::snapshot_contents(database.owner());
  const AccountEvents broken = [](Version) -> std::vector<Event> { throw std::runtime_error("away"); };
  CHECK_THROWS(repair_account(database.service(), JournalId(0), account, broken));
  CHECK((test::snapshot_contents(database.owner()) == damaged));
}

}  // namespace ledger
