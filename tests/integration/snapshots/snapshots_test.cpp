// Snapshots are the same whatever way the projection took to them.
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::TestDatabase;

/// Everything out of memory at once, so that all is read back from the tables.
constexpr ProjectionLimits forgetful_projection{
    .accounts_max = 1, .entries_max = 0, .entries_per_run_max = 0, .page_entries = 3};

std::vector<Event> random_events(const DatabaseSettings& settings, std::int64_t payments) {
  std::mt19937 random(5);
  EventFactory factory(settings);
  test::add_random_accounts(factory, payments, random);
  auto events = factory.take();
  test::append_events(settings, events);
  return events;
}

}  // namespace

TEST_CASE("Batches of any size and memory of any size lead to the same rows", "[snapshots]") {
  const TestDatabase database;
  const auto end = random_events(database.owner(), 850).back().position;
  const auto clear = [&] {
    test::query_value(database.owner(),
                      "truncate run_row, run_slot, account_snapshot, currency_total, currency_total_at");
    test::query_value(database.owner(),
                      "update snapshot_checkpoint c set position = 0, hash = genesis_hash from journal j"
                      " where j.journal = c.journal returning 1");
  };
  test::project(database.service(), 1'000'000, end);
  const auto expected = test::snapshot_contents(database.owner());
  CHECK(test::query_value(database.owner(), "select count(*) from currency_total_at") == "2");

  clear();
  test::project(database.service(), 97, end);
  CHECK((test::snapshot_contents(database.owner()) == expected));

  clear();
  test::project(database.service(), 500, end, forgetful_projection);
  CHECK((test::snapshot_contents(database.owner()) == expected));

  clear();
  test::project(database.service(), 1, Position(150));
  test::project(database.service(), 7, Position(1000), forgetful_projection);
  test::project(database.service(), 1000, end);
  CHECK((test::snapshot_contents(database.owner()) == expected));
}

TEST_CASE("A current snapshot is the account's last event, and totals are the sums over accounts", "[snapshots]") {
  const TestDatabase database;
  const auto end = random_events(database.owner(), 700).back().position;
  test::project(database.service(), 333, end);
  CHECK(test::query_value(database.owner(),
                          "select count(*) from account_snapshot s join event e using (account_id, version)"
                          " where s.position = e.position and s.balance = e.balance and s.held = e.held"
                          " and s.balance_limit = e.balance_limit and s.status = e.status and s.journal = e.journal"
                          " and s.currency = e.currency"
                          " and e.version = (select max(version) from event x where x.account_id = e.account_id)") ==
        "6");
  CHECK(test::query_value(database.owner(),
                          "select count(*) from currency_total t join (select currency, count(*) as accounts,"
                          " sum(balance) as balance from account_snapshot group by currency) s using (currency)"
                          " where t.balance = s.balance and t.accounts = s.accounts") == "2");
  CHECK(test::query_value(database.owner(),
                          "select count(*) from currency_total_at t where position = 4096 and balance ="
                          " (select sum(case type when 2 then amount when 3 then -amount else 0 end) from event e"
                          "   where e.position <= 4096 and e.currency = t.currency)") == "2");
}

TEST_CASE("Two that project at once do each event once", "[snapshots]") {
  const TestDatabase database;
  const auto events = random_events(database.owner(), 40);
  const std::span<const Event> all(events);
  LiveSnapshots first(database.service(), JournalId(0));
  LiveSnapshots second(database.service(), JournalId(0));
  first.start();
  second.start();
  REQUIRE(first.apply(all.first(100)));
  CHECK_FALSE(second.apply(all.first(50)));
  CHECK(second.start().at.position == Position(100));
  REQUIRE(second.apply(all.subspan(100, 50)));
  CHECK_FALSE(first.apply(all.subspan(100, 50)));
  first.start();
  REQUIRE(first.apply(all.subspan(150)));
  const auto contents = test::snapshot_contents(database.owner());

  const TestDatabase alone;
  test::append_events(alone.owner(), events);
  // The same events behind another genesis: only the checkpoint of an empty journal would tell.
  test::project(alone.service(), 1000, events.back().position);
  CHECK((test::snapshot_contents(alone.owner()) == contents));
}

TEST_CASE("A raised generation makes a projection start over", "[snapshots]") {
  const TestDatabase database;
  const auto events = random_events(database.owner(), 20);
  const std::span<const Event> all(events);
  LiveSnapshots snapshots(database.service(), JournalId(0));
  const auto generation = snapshots.start().generation;
  REQUIRE(snapshots.apply(all.first(10)));
  test::query_value(database.owner(), "update snapshot_checkpoint set generation = generation + 1 returning 1");
  CHECK_FALSE(snapshots.apply(all.subspan(10)));
  CHECK(snapshots.start().generation == generation + 1);
  CHECK(snapshots.apply(all.subspan(10)));
}

TEST_CASE("An event that cannot follow stops the projection and leaves no trace", "[snapshots]") {
  const TestDatabase database;
  auto events = random_events(database.owner(), 20);
  const std::span<const Event> all(events);
  events[17].balance += 1;
  {
    LiveSnapshots snapshots(database.service(), JournalId(0));
    snapshots.start();
    CHECK_THROWS_WITH(snapshots.apply(all), Contains("position 18 of journal 0"));
  }
  CHECK(LiveSnapshots(database.service(), JournalId(0)).start().at.position == Position(0));
  CHECK(test::query_value(database.owner(), "select count(*) from run_row") == "0");
}

TEST_CASE("A lease is not waited for while a batch is under way", "[snapshots]") {
  const TestDatabase database;
  LiveSnapshots second(database.service(), JournalId(0));
  const auto busy = test::connect_for_test(database.service());
  pqxx::work batch(*busy);
  batch.exec("select 1 from snapshot_checkpoint for update");
  CHECK_FALSE(second.take_lease("second", std::chrono::minutes(1)));
  batch.abort();
  CHECK(second.take_lease("second", std::chrono::minutes(1)));
}

TEST_CASE("The lease is one holder's until it ends or is released", "[snapshots]") {
  const TestDatabase database;
  LiveSnapshots first(database.service(), JournalId(0));
  LiveSnapshots second(database.service(), JournalId(0));
  first.start();
  CHECK(first.take_lease("first", std::chrono::minutes(1)));
  CHECK(first.take_lease("first", std::chrono::minutes(1)));
  CHECK_FALSE(second.take_lease("second", std::chrono::minutes(1)));
  second.release_lease("second");
  CHECK_FALSE(second.take_lease("second", std::chrono::minutes(1)));
  first.release_lease("first");
  CHECK(second.take_lease("second", std::chrono::milliseconds(0)));
  // It ended at once, by the database's clock.
  CHECK(first.take_lease("first", std::chrono::minutes(1)));
}

}  // namespace ledger
