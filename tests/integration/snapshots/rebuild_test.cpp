// Snapshots rebuilt from events equal the live ones row for row, and do not disturb other programs.
#include <future>
#include <mutex>

#include "ledger/ctl/rebuild.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/queries/balance_query.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::TestDatabase;

const RebuildProgress quiet = [](std::int64_t, std::int64_t) {};

/// Everything out of memory at once, so that all is read back from tables that need their indexes early.
constexpr ProjectionLimits forgetful_rebuild{
    .accounts_max = 1, .entries_max = 0, .entries_per_run_max = 0, .page_entries = 3, .accounts_at_the_end = true};

/// Columns, indexes, options, rights and comments of the snapshot tables.
std::string definitions(const DatabaseSettings& settings) {
  return test::query_value(settings,
                           "select string_agg(line, e'\\n' order by line) from ("
                           " select indexdef as line from pg_indexes"
                           " union all select conname || pg_get_constraintdef(oid) from pg_constraint"
                           "  where conrelid <> 0"
                           " union all select relname || coalesce(relacl::text, '') || coalesce(reloptions::text, '')"
                           "  || coalesce(obj_description(oid), '') from pg_class"
                           "  where relnamespace = 'public'::regnamespace and relkind = 'r'"
                           " union all select attrelid::regclass::text || attname || attnum || atttypid::regtype"
                           "  || attnotnull || coalesce(col_description(attrelid, attnum), '')"
                           "  from pg_attribute join pg_class c on c.oid = attrelid"
                           "  where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0) as lines");
}

}  // namespace

TEST_CASE("A rebuild equals the live snapshots row for row", "[rebuild]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(23);
  test::append_random_accounts(database.owner(), factory, 800, random);
  test::project(database.service(), 100, factory.position());
  const auto live = test::snapshot_contents(database.owner());
  const auto defined = definitions(database.owner());
  const auto generation = test::query_value(database.owner(), "select generation from snapshot_checkpoint");

  CHECK(rebuild(database.owner(), quiet).events == factory.position().value);
  CHECK((test::snapshot_contents(database.owner()) == live));
  CHECK(definitions(database.owner()) == defined);
  CHECK(test::query_value(database.owner(), "select generation from snapshot_checkpoint") != generation);

  rebuild(database.owner(), quiet, forgetful_rebuild);
  CHECK((test::snapshot_contents(database.owner()) == live));
  CHECK(definitions(database.owner()) == defined);

  // The projector goes on behind the rebuild as if nothing had been.
  test::append_random_accounts(database.owner(), factory, 50, random);
  test::project(database.service(), 10, factory.position());
  const auto extended = test::snapshot_contents(database.owner());
  rebuild(database.owner(), quiet);
  CHECK((test::snapshot_contents(database.owner()) == extended));
}

TEST_CASE("An account that is opened while a rebuild catches up is in the exchanged snapshots", "[rebuild]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  factory.pay(factory.open(), 100);
  const auto first = factory.take();
  factory.pay(factory.open(), 100);
  const auto later = factory.take();
  for (const auto& events : {first, later}) test::append_events(database.owner(), events);
  test::project(database.service(), 10, Position(4));
  const auto live = test::snapshot_contents(database.owner());
  SnapshotRebuild snapshots(database.owner());
  snapshots.add_journal(JournalId(0), EventReader(database.owner(), "test").genesis_hash(JournalId(0)));
  snapshots.apply(JournalId(0), first);
  snapshots.complete();
  snapshots.apply(JournalId(0), later);
  snapshots.exchange();
  CHECK((test::snapshot_contents(database.owner()) == live));
}

TEST_CASE("A rebuild repairs snapshots that were damaged or whose journal changed", "[rebuild]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  factory.pay(account, 100);
  test::append_events(database.owner(), factory.take());
  test::project(database.service(), 10, Position(2));
  const auto right = test::snapshot_contents(database.owner());
  test::query_value(database.owner(), "update run_row set balance = balance + 1 returning 1");
  test::query_value(database.owner(), "update snapshot_checkpoint set position = 77 returning 1");
  rebuild(database.owner(), quiet);
  CHECK((test::snapshot_contents(database.owner()) == right));
}

TEST_CASE("Readers and a projection at work get right answers during rebuilds", "[rebuild]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(31);
  const auto accounts = test::add_random_accounts(factory, 300, random);
  const auto middle = factory.now() - std::chrono::hours(88);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  test::project(database.service(), 1000, Position(900));

  std::vector<std::optional<DatedBalance>> expected;
  const auto ask = [&] {
    const auto connection = test::connect_for_test(database.service());
    std::vector<std::optional<DatedBalance>> answers;
    for (const auto account : accounts) {
      pqxx::work transaction(*connection);
      answers.push_back(test::balance_at(transaction, account, middle, std::nullopt));
      answers.push_back(test::balance_at(transaction, account, middle, Position(700)));
    }
    return answers;
  };
  expected = ask();
  std::atomic<bool> done{false};
  int asked = 0;
  int wrong = 0;
  // An exception in the thread appears when its result is requested.
  auto reader = std::async(std::launch::async, [&] {
    while (!done) {
      ++asked;
      if (ask() != expected) ++wrong;
    }
  });
  auto projector = std::async(std::launch::async, [&] {
    while (!done) {
      LiveSnapshots snapshots(database.service(), JournalId(0));
      const auto begin = static_cast<std::size_t>(snapshots.start().at.position.value);
      const std::span<const Event> all(events);
      if (begin < all.size()) snapshots.apply(all.subspan(begin, std::min<std::size_t>(20, all.size() - begin)));
    }
  });
  auto rebuilds = std::async(std::launch::async, [&] {
    for (int round = 0; round < 5; ++round) {
      rebuild(database.owner(), quiet, round % 2 == 0 ? forgetful_rebuild : rebuild_limits);
    }
  });
  rebuilds.wait();
  done = true;
  CHECK_NOTHROW(rebuilds.get());
  CHECK_NOTHROW(reader.get());
  CHECK_NOTHROW(projector.get());
  CHECK(asked > 0);
  CHECK(wrong == 0);
}

namespace {

/// Counts the messages of a rebuild while it waits, and keeps the last one.
class RebuildListener {
 public:
  [[nodiscard]] LockPatience patience() {
    return {.attempt = std::chrono::milliseconds(20),
            .pause = std::chrono::milliseconds(10),
            .tell_interval = std::chrono::milliseconds(1),
            .tell = [this](const std::string& sentence) {
              const std::lock_guard lock(mutex_);
              ++sentences_;
              last_ = sentence;
            }};
  }
  [[nodiscard]] int sentences() const {
    const std::lock_guard lock(mutex_);
    return sentences_;
  }
  [[nodiscard]] std::string last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }

 private:
  mutable std::mutex mutex_;
  int sentences_ = 0;
  std::string last_;
};

/// Reads the tables in a transaction that it does not end, as pg_dump does.
class HeldTables {
 public:
  HeldTables(const TestDatabase& database, const std::string& tables)
      : connection_(test::connect_for_test(database.owner())),
        transaction_(std::make_unique<pqxx::work>(*connection_)) {
    transaction_->exec("set local idle_in_transaction_session_timeout = 0");
    transaction_->exec("lock table " + tables + " in access share mode");
  }
  void end() { transaction_.reset(); }

 private:
  std::unique_ptr<DatabaseSession> connection_;
  std::unique_ptr<pqxx::work> transaction_;
};

}  // namespace

TEST_CASE("A rebuild outlasts a long reader, keeps nobody waiting, and follows the journal meanwhile", "[rebuild]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  factory.pay(account, 100);
  test::append_events(database.owner(), factory.take());
  test::project(database.service(), 10, Position(2));
  HeldTables reader(database, "account_snapshot, run_row");
  RebuildListener listener;
  auto rebuilt = std::async(std::launch::async,
                            [&] { return rebuild(database.owner(), quiet, rebuild_limits, listener.patience()); });
  // More attempts than it made before it gave up once.
  REQUIRE(test::eventually([&] { return listener.sentences() > 70; }));
  // On a busy machine an attempt may be over before anyone has looked who is in its way.
  CHECK(test::eventually([&] {
    const auto last = listener.last();
    const auto says = [&last](const char* words) { return last.find(words) != std::string::npos; };
    return says("exchanging the snapshots waits for pid") && says("(test, role") && says("in a transaction for");
  }));
  for (int number = 0; number < 5; ++number) {
    const auto connection = test::connect_for_test(database.service());
    pqxx::work transaction(*connection);
    transaction.exec("set local lock_timeout = '1s'");
    CHECK(test::balance_at(transaction, account, factory.now(), std::nullopt).has_value());
  }
  factory.pay(account, 50);
  test::append_events(database.owner(), factory.take());
  const auto waited = listener.sentences();
  REQUIRE(test::eventually([&] { return listener.sentences() > waited + 5; }));
  reader.end();
  REQUIRE(rebuilt.wait_for(test::patience) == std::future_status::ready);
  CHECK(rebuilt.get().events == 3);
  CHECK(test::query_value(database.owner(), "select position from snapshot_checkpoint") == "3");
  CHECK(test::query_value(database.owner(), "select balance from account_snapshot") == "150");
}

TEST_CASE("A rebuild outlasts a reader of what an earlier one left behind, and of its own new tables", "[rebuild]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  factory.pay(factory.open(), 100);
  test::append_events(database.owner(), factory.take());
  test::project(database.service(), 10, Position(2));
  const auto live = test::snapshot_contents(database.owner());
  const auto defined = definitions(database.owner());
  test::execute_alone(database.owner(), "create table run_row_rebuild (like run_row)");
  HeldTables reader(database, "run_row_rebuild");
  RebuildListener listener;
  std::optional<HeldTables> reader_of_new;
  const auto hold_new = [&](std::int64_t, std::int64_t) {
    if (!reader_of_new) reader_of_new.emplace(database, "run_row_rebuild, currency_total_at_rebuild");
  };
  auto rebuilt = std::async(std::launch::async,
                            [&] { return rebuild(database.owner(), hold_new, rebuild_limits, listener.patience()); });
  const auto waits = [&](const std::string& what) {
    return test::eventually([&] { return listener.last().find(what) != std::string::npos; });
  };
  REQUIRE(waits("making tables beside the live ones waits for pid"));
  reader.end();
  REQUIRE(waits("making keys of the new snapshots waits for pid"));
  reader_of_new->end();
  REQUIRE(rebuilt.wait_for(test::patience) == std::future_status::ready);
  CHECK(rebuilt.get().events == 2);
  CHECK((test::snapshot_contents(database.owner()) == live));
  CHECK(definitions(database.owner()) == defined);
}

TEST_CASE("A rebuild that fails leaves the live snapshots as they were, and nothing behind", "[rebuild]") {
  const TestDatabase database;
  test::append_broken_deposits(database.owner(), 5, Position(5));
  test::project(database.service(), 2, Position(4));
  const auto before = test::snapshot_contents(database.owner());
  CHECK_THROWS_WITH(rebuild(database.owner(), quiet), Contains("position 5 of journal 0"));
  CHECK((test::snapshot_contents(database.owner()) == before));
  CHECK(test::query_value(database.owner(), "select count(*) from pg_class where relname like '%rebuild%'") == "0");
}

TEST_CASE("One rebuild at a time, and only by the owner", "[rebuild]") {
  const TestDatabase database;
  const SnapshotRebuild under_way(database.owner());
  CHECK_THROWS_WITH(rebuild(database.owner(), quiet), "another rebuild is under way");
  const TestDatabase other;
  CHECK_THROWS_WITH(rebuild(other.service(), quiet), Contains("permission denied"));
}

}  // namespace ledger
