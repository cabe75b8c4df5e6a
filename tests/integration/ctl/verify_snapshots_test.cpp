// verify holds snapshots, runs and sums against the events.
#include <future>

#include "ledger/ctl/rebuild.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

VerifyOptions whole() {
  VerifyOptions options;
  options.whole = true;
  return options;
}

}  // namespace

TEST_CASE("Snapshots are found right wherever the projector stands, and whatever order events took effect in",
          "[verify][snapshots]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(7);
  append_random_accounts(database.owner(), factory, 900, random);  // more than 4096 events
  for (const std::int64_t position : {1, 4095, 4096, 4500, 5406}) {
    INFO(position);
    project(database.service(), 500, Position(position));
    const auto report = verified(database, whole());
    CHECK(verdict(report) == "intact");
    CHECK(report.snapshots.accounts == 6);
    CHECK(report.snapshots.total_rows == (position == 1 ? 1 : position < 4096 ? 2 : 4));
    CHECK_FALSE(report.snapshots.seed);
  }
  REQUIRE(factory.position() == Position(5406));
  rebuild(database.owner());
  CHECK(verdict(verified(database, whole())) == "intact");
}

TEST_CASE("A snapshot, run or sum that the events do not lead to is named", "[verify][snapshots]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(7);
  append_random_accounts(database.owner(), factory, 900, random);
  project(database.service(), 1000, Position(5000));
  REQUIRE(verdict(verified(database)) == "intact");
  struct Attack {
    const char* sql;
    const char* fault;
  };
  // In one database, each undone: making the snapshots takes longer than looking at them.
  query_value(
      database.owner(),
      "create schema kept; create table kept.account_snapshot as select * from account_snapshot;"
      " create table kept.run_slot as select * from run_slot; create table kept.run_row as select * from run_row;"
      " create table kept.currency_total as select * from currency_total;"
      " create table kept.currency_total_at as select * from currency_total_at;"
      " create table kept.snapshot_checkpoint as select * from snapshot_checkpoint");
  const auto undo = [&] {
    for (const std::string table :
         {"account_snapshot", "run_slot", "run_row", "currency_total", "currency_total_at", "snapshot_checkpoint"}) {
      query_value(database.owner(), "delete from " + table + "; insert into " + table + " select * from kept." + table);
    }
  };
  for (const auto& attack :
       {Attack{"update currency_total_at set balance = 100 where currency = 'USD'",
               "4096: currency_total_at has balance 100 of USD for this position, and the events lead to "},
        Attack{"update currency_total_at set credited = credited + 1 where currency = 'JPY'",
               "4096: currency_total_at"},
        Attack{"delete from currency_total_at where currency = 'JPY'",
               "4096: currency_total_at has no row of JPY for this position"},
        Attack{"insert into currency_total_at values (4000, 0, 'USD', 1, 1, 1, 1)",
               "4000: currency_total_at has a row for this position, at which none is kept"},
        Attack{"insert into currency_total_at values (8192, 0, 'USD', 1, 1, 1, 1)",
               "0: currency_total_at, journal 0, position 8192, USD: no projector"},
        Attack{"insert into currency_total values (7, 'USD', 1, 1, 1, 1)", "0: currency_total, journal 7, USD: no"},
        Attack{"update currency_total set held = held - 1 where currency = 'USD'", "5000: currency_total has held -1"},
        Attack{"insert into currency_total values (0, 'EUR', 0, 0, 0, 0)", "5000: currency_total has a row of EUR"},
        Attack{"delete from currency_total", "5000: currency_total has no row of "},
        Attack{"delete from run_row where account_id = 3 and row_no = 5", "0: run_row, account 3, run "},
        Attack{"delete from run_row where account_id = 3", "0: run_row, account 3, run 1, row 0: is missing"},
        Attack{"update run_row set known_from = known_from - 1 where account_id = 4 and row_no = 0",
               "0: run_row, accou"},
        Attack{"update run_row set balance = balance * 1.0 where account_id = 2",
               "0: run_row, account 2, run 1, row 0: "},
        Attack{"insert into run_row select account_id, effective_us, known_from, 99999, row_no, 0, 0, 0 from run_row"
               " where account_id = 5 and run_no = 1 limit 1",
               "0: run_row, account 5: the number of rows is "},
        Attack{"delete from run_slot where account_id = 4", "0: run_slot, account 4, slot "},
        Attack{"insert into run_slot values (4, 999, 999, 1)", "0: run_slot, account 4: the number of rows is "},
        Attack{"update account_snapshot set status = 2 where account_id = 1", "0: account_snapshot, account 1: status"},
        Attack{"update account_snapshot set version = version + 1 where account_id = 1", "0: run_row, account 1, run "},
        Attack{"update account_snapshot set version = 9223372036854775807 where account_id = 1",
               "0: run_row, account 1, run "},
        Attack{"update account_snapshot set version = 0 where account_id = 1",
               "0: account_snapshot, account 1: is of no event"},
        Attack{"update account_snapshot set currency = 'EUR' where account_id = 1", "currency is EUR"},
        Attack{"delete from account_snapshot where account_id = 2", "0: run_row, account 2: has rows"},
        Attack{"delete from account_snapshot where account_id = 2; delete from run_row where account_id = 2;"
               " delete from run_slot where account_id = 2",
               "0: account_snapshot, account 2: is missing"},
        Attack{"update snapshot_checkpoint set (position, hash) = (select position, hash from event where position ="
               " 4990); delete from currency_total",
               "4990: currency_total has no row"},
        Attack{"delete from snapshot_checkpoint", "0: snapshot_checkpoint has no row of journal 0"},
        Attack{"update snapshot_checkpoint set hash = sha256(hash)", "5000: the projector has seen another event"}}) {
    INFO(attack.sql);
    query_value(database.owner(), attack.sql);
    CHECK_THAT(verdict(verified(database)), Contains(attack.fault));
    undo();
  }
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("Snapshots of accounts that do not exist are found where all are compared", "[verify][snapshots]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  factory.pay(factory.open(), 100);
  append_events(database.owner(), factory.take());
  project(database.service(), 10, Position(2));
  const auto* const sql = GENERATE(
      "insert into account_snapshot select 7, version, position, balance, held, balance_limit, runs, slots,"
      " journal, status, currency from account_snapshot",
      "insert into run_row values (-7, 1, 1, 1, 0, 5, 0, 5)", "insert into run_slot values (7, 1, 0, 1)");
  query_value(database.owner(), sql);
  CHECK(verdict(verified(database)) == "intact");
  CHECK_THAT(verdict(verified(database, whole())), StartsWith("0: ") && Contains("7: no such account"));
}

TEST_CASE("A sample is drawn by its seed, and is bounded by accounts and by events", "[verify][snapshots]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  for (int account = 0; account < 40; ++account) factory.open();
  for (int payment = 0; payment < 60; ++payment) factory.pay(AccountId(7), 1);
  append_events(database.owner(), factory.take());
  project(database.service(), 1000, factory.position());
  VerifyOptions options;
  options.sample_accounts_max = 10;
  const auto finds = [&](std::uint64_t seed) {
    options.seed = seed;
    return verified(database, options).fault.has_value();
  };
  query_value(database.owner(), "update account_snapshot set balance_limit = 5 where account_id = 12");
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const bool is_found = finds(seed);
    CHECK(finds(seed) == is_found);
    found += is_found ? 1 : 0;
  }
  // A quarter of them, give or take three deviations.
  CHECK(found > 1);
  CHECK(found < 19);

  query_value(database.owner(), "update account_snapshot set balance_limit = 9223372036854775807");
  options = {};
  options.sample_events_max = 39;
  const auto report = verified(database, options);
  CHECK(verdict(report) == "intact");
  CHECK(report.snapshots.accounts == 39);
  CHECK(report.snapshots.accounts_too_large == 1);
  CHECK(report.snapshots.seed);
}

TEST_CASE("Snapshots are found right while the projector, a rebuild and writers are at work", "[verify][snapshots]") {
  const TestDatabase database;
  WriterHarness writer(database.service());
  std::atomic<bool> done{false};
  auto projector = std::async(std::launch::async, [&] {
    LiveSnapshots snapshots(database.service(), JournalId(0));
    EventReader reader(database.service(), "test");
    snapshots.start();
    while (!done) {
      if (!snapshots.apply(reader.read(JournalId(0), snapshots.checkpoint().at.position.next(), 7))) snapshots.start();
    }
  });
  auto rebuilds = std::async(std::launch::async, [&] {
    while (!done) rebuild(database.owner());
  });
  auto business = std::async(std::launch::async, [&] {
    RandomBusiness(writer, 3).run(1'500);
    done = true;
  });
  int verifications = 0;
  for (; !done; ++verifications) {
    const auto text = verdict(verified(database, whole()));
    if (text != "intact") FAIL_CHECK(text);
  }
  business.get();
  projector.get();
  rebuilds.get();
  CHECK(verifications > 1);
}

}  // namespace ledger::test
