// Damaged snapshots of one account made equal to what a projection makes, and the projector goes on behind it.
#include "ledger/snapshots/account_repair.hpp"

#include <algorithm>

#include "ledger/ctl/rebuild.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::query_value;
using test::TestDatabase;

/// The events of one account, a few at a time.
AccountEvents events_of(const std::vector<Event>& all, AccountId account) {
  return [&all, account](Version first, std::int64_t limit) {
    std::vector<Event> page;
    for (const auto& event : all) {
      if (event.account != account || event.version < first) continue;
      if (page.size() < static_cast<std::size_t>(limit)) page.push_back(event);
    }
    return page;
  };
}

/// A projector that goes on a little. It may be stopped by what is still wrong, and comes again later.
void project_some(const TestDatabase& database, const std::vector<Event>& all) {
  LiveSnapshots snapshots(database.service(), JournalId(0));
  try {
    const auto done = static_cast<std::size_t>(snapshots.start().at.position.value);
    const auto count = std::min<std::size_t>(5, all.size() - done);
    snapshots.apply(std::span(all).subspan(done, count));
  } catch (const std::exception& error) {
    INFO("stopped: " << error.what());
  }
}

RepairReport repaired(const TestDatabase& database, const std::vector<Event>& all, AccountId account) {
  // Pages much shorter than the account.
  return repair_account(database.service(), JournalId(0), account, events_of(all, account), {},
                        {.page_events = 70, .page_rows = 150});
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
  }
  // A projector with the wrong rows in memory has to start over.
  CHECK(query_value(database.owner(), "select generation from snapshot_checkpoint") != generation);
  test::project(database.service(), 10, factory.position());
}

TEST_CASE("A repair goes on right while a projector adds to the account between its pages", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(11);
  const auto accounts = test::add_random_accounts(factory, 150, random);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  const auto end = factory.position().value;
  test::project(database.service(), 200, Position(end / 2));
  // Slots and runs that a projector goes on from, rows that it merges, and some that are none.
  for (const std::size_t index : {1U, 3U}) {
    const auto account = accounts.at(index);
    const auto where = " where account_id = " + std::to_string(account.value);
    query_value(database.owner(), "delete from run_slot" + where + " and valid_from % 3 = 0 returning 1");
    query_value(database.owner(), "update account_snapshot set runs = runs + 9" + where + " returning 1");
    query_value(database.owner(), "update run_row set known_from = known_from + 1" + where + " returning 1");
    query_value(database.owner(),
                "insert into run_row select account_id, effective_us, known_from, run_no, row_no + 50,"
                " balance, held, credited from run_row" +
                    where + " on conflict do nothing returning 1");
    int pages = 0;
    const BetweenPages between = [&] {
      ++pages;
      // Nothing is locked, so a projector makes its way.
      query_value(database.service(), "select 1 from snapshot_checkpoint for update nowait");
      project_some(database, events);
    };
    const auto report = repair_account(database.service(), JournalId(0), account, events_of(events, account), between,
                                       {.page_events = 70, .page_rows = 20});
    CHECK(report.rows() > 0);
    CHECK(pages > 8);
  }
  test::project(database.service(), 10, Position(end));
  for (const auto account : accounts) CHECK(repaired(database, events, account).drift.empty());
  const auto repaired_contents = test::snapshot_contents(database.owner());
  rebuild(database.owner(), [](std::int64_t, std::int64_t) {});
  CHECK((test::snapshot_contents(database.owner()) == repaired_contents));
}

TEST_CASE("While a repair compares, no projector can add to the snapshots", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  for (int count = 0; count < 20; ++count) factory.pay(account, 1);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  test::project(database.service(), 100, factory.position());
  // The last events are asked for between the lock and the comparison.
  bool is_locked = false;
  int looks = 0;
  const auto all = events_of(events, account);
  const AccountEvents watched = [&](Version first, std::int64_t limit) {
    const auto rows = "(select from snapshot_checkpoint for update skip locked) as unlocked";
    CHECK(query_value(database.service(), "select count(*) from " + std::string(rows)) == (is_locked ? "0" : "1"));
    if (is_locked) ++looks;
    return all(first, limit);
  };
  const BetweenPages between = [&] { is_locked = true; };
  CHECK(repair_account(database.service(), JournalId(0), account, watched, between).drift.empty());
  CHECK(looks > 0);
}

TEST_CASE("A repair that is broken off anywhere is completed by the next one", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(12);
  const auto accounts = test::add_random_accounts(factory, 300, random);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  test::project(database.service(), 500, factory.position());
  const auto right = test::snapshot_contents(database.owner());
  const auto account = accounts.at(3);
  const auto where = " where account_id = " + std::to_string(account.value);
  for (const int broken_off_at : {1, 3, 6}) {
    query_value(database.owner(), "update run_row set balance = balance + 1" + where + " returning 1");
    int pages = 0;
    const BetweenPages between = [&] {
      if (++pages > broken_off_at) throw std::runtime_error("killed");
    };
    CHECK_THROWS(repair_account(database.service(), JournalId(0), account, events_of(events, account), between,
                                {.page_events = 70, .page_rows = 60}));
    CHECK(repaired(database, events, account).rows() > 0);
    CHECK((test::snapshot_contents(database.owner()) == right));
  }
}

TEST_CASE("A repair begins again when a rebuild exchanges the snapshots for earlier ones", "[repair]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  for (int count = 0; count < 300; ++count) factory.pay(account, 1);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  test::project(database.service(), 100, factory.position());
  const auto damage = GENERATE(as<std::string>{}, "", "update run_row set balance = 7 where row_no = 9",
                               "insert into run_slot select account_id, slot, valid_from - 1, run_no from run_slot");
  int pages = 0;
  const BetweenPages between = [&] {
    if (++pages != 3) return;
    SnapshotRebuild snapshots(database.owner());
    snapshots.add_journal(JournalId(0), EventReader(database.owner(), "test").genesis_hash(JournalId(0)));
    snapshots.apply(JournalId(0), {events.data(), 200});
    snapshots.complete();
    snapshots.exchange();
    // In what the repair has gone past by now.
    if (!damage.empty()) query_value(database.owner(), damage + " returning 1");
  };
  const auto report = repair_account(database.service(), JournalId(0), account, events_of(events, account), between,
                                     {.page_events = 70, .page_rows = 50});
  CHECK(report.drift.empty() == damage.empty());
  CHECK(repaired(database, events, account).drift.empty());
  CHECK(report.position == factory.position());
  CHECK(query_value(database.owner(), "select position from snapshot_checkpoint") == "200");
  CHECK(query_value(database.owner(), "select count(*) from run_row") == "200");
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
  const AccountEvents broken = [](Version, std::int64_t) -> std::vector<Event> { throw std::runtime_error("away"); };
  CHECK_THROWS(repair_account(database.service(), JournalId(0), account, broken));
  CHECK((test::snapshot_contents(database.owner()) == damaged));
}

}  // namespace ledger
