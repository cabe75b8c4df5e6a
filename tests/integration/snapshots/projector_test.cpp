// The projector as it follows a journal: leases, take-over, lost connections, and what it refuses.
#include <prometheus/registry.h>

#include <thread>

#include "projector/journal_projector.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::eventually;
using test::TestDatabase;

constexpr std::chrono::milliseconds long_lease = std::chrono::minutes(10);

/// A projector at work on a thread of its own until it is destroyed.
class RunningProjector {
 public:
  explicit RunningProjector(ProjectorSettings settings)
      : projector_(std::move(settings), JournalId(0), metrics_),
        thread_([this](const std::stop_token& stop) { projector_.run(stop); }) {}

  [[nodiscard]] std::optional<std::string> why_not_ready() const { return projector_.why_not_ready(); }

 private:
  prometheus::Registry metrics_;
  JournalProjector projector_;
  std::jthread thread_;
};

ProjectorSettings settings_for(const TestDatabase& database) {
  ProjectorSettings settings;
  settings.database = database.service();
  settings.lease_duration = long_lease;
  settings.retry_min = std::chrono::milliseconds(5);
  settings.retry_max = std::chrono::milliseconds(20);
  settings.stopped_pause = std::chrono::milliseconds(20);
  return settings;
}

bool reaches(const TestDatabase& database, Position position) {
  return eventually([&] {
    return test::query_value(database.owner(), "select position from snapshot_checkpoint") ==
           std::to_string(position.value);
  });
}

std::string holder(const TestDatabase& database) {
  return test::query_value(database.owner(),
                           "select holder from snapshot_checkpoint where lease_until > clock_timestamp()");
}

/// Returns the snapshots that the same events produce in one batch on another database.
std::string contents_at_once(const std::vector<Event>& events) {
  const TestDatabase database;
  test::append_events(database.owner(), events);
  test::project(database.service(), events.size(), events.back().position);
  auto contents = test::snapshot_contents(database.owner());
  return contents;
}

}  // namespace

TEST_CASE("The projector follows the journal, and a second one takes over when it stops", "[projector]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(3);
  test::append_random_accounts(database.owner(), factory, 30, random);
  auto first = std::make_unique<RunningProjector>(settings_for(database));
  REQUIRE(reaches(database, factory.position()));
  REQUIRE(eventually([&] { return !first->why_not_ready(); }));
  const auto first_holder = holder(database);
  CHECK_FALSE(first_holder.empty());

  const RunningProjector second(settings_for(database));
  REQUIRE(eventually([&] { return !second.why_not_ready(); }));
  test::append_random_accounts(database.owner(), factory, 30, random);
  REQUIRE(reaches(database, factory.position()));
  CHECK(holder(database) == first_holder);

  // The lease of ten minutes is given back, not waited out.
  first.reset();
  REQUIRE(eventually([&] { return holder(database) != first_holder && !holder(database).empty(); }));
  test::append_random_accounts(database.owner(), factory, 30, random);
  CHECK(reaches(database, factory.position()));
}

TEST_CASE("A projector that vanished is waited for until its lease ends", "[projector]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  factory.open();
  test::append_events(database.owner(), factory.take());
  LiveSnapshots vanished(database.service(), JournalId(0));
  vanished.start();
  REQUIRE(vanished.take_lease("vanished", std::chrono::milliseconds(1500)));
  const RunningProjector second(settings_for(database));
  REQUIRE(eventually([&] { return !second.why_not_ready(); }));
  CHECK(holder(database) == "vanished");
  CHECK(test::query_value(database.owner(), "select position from snapshot_checkpoint") == "0");
  CHECK(reaches(database, Position(1)));
  CHECK(holder(database) != "vanished");
}

TEST_CASE("A lease set by a clock that was ahead is not waited out", "[projector]") {
  const TestDatabase database;
  LiveSnapshots snapshots(database.service(), JournalId(0));
  snapshots.start();
  const auto vanish_for = [&](const std::string& duration) {
    test::query_value(
        database.owner(),
        "update snapshot_checkpoint set holder = 'vanished', lease_until = clock_timestamp() + interval '" + duration +
            "'");
  };
  vanish_for("10 minutes");
  CHECK_FALSE(snapshots.take_lease("next", std::chrono::seconds(1)));
  vanish_for("1 day");
  CHECK(snapshots.take_lease("next", std::chrono::seconds(1)));
}

TEST_CASE("Connections cut at any moment lose and double nothing", "[projector]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(17);
  std::vector<Event> all;
  const auto add_events = [&] {
    test::add_random_accounts(factory, 40, random);
    const auto events = factory.take();
    all.insert(all.end(), events.begin(), events.end());
    test::append_events(database.owner(), events);
  };
  {
    auto settings = settings_for(database);
    settings.batch_events_max = 7;
    const RunningProjector one(settings);
    settings.lease_duration = std::chrono::milliseconds(1);
    // A second one that ignores leases as good as always: safety does not rest on them.
    const RunningProjector other(settings);
    for (int round = 0; round < 12; ++round) {
      add_events();
      for (int cut = 0; cut < 4; ++cut) {
        test::query_value(database.owner(),
                          "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                          " where application_name = 'ledger-projector' and datname = current_database()"
                          " and random() < 0.5");
      }
    }
    REQUIRE(reaches(database, factory.position()));
  }
  CHECK((test::snapshot_contents(database.owner()) == contents_at_once(all)));
}

TEST_CASE("A journal that is not the one projected stops the projector, which says what to do", "[projector]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  factory.open();
  factory.open();
  test::append_events(database.owner(), factory.take());
  const auto says = [](const RunningProjector& projector, const std::string& text) {
    return eventually([&] { return projector.why_not_ready().value_or("").find(text) != std::string::npos; });
  };

  SECTION("another event at the checkpoint") {
    test::project(database.service(), 1, Position(1));
    test::query_value(database.owner(), "update snapshot_checkpoint set hash = sha256('other') returning 1");
    const RunningProjector projector(settings_for(database));
    CHECK(says(projector, "does not hold the event at position 1"));
    CHECK(says(projector, "ledgerctl rebuild"));
  }
  SECTION("no event at the checkpoint") {
    test::query_value(database.owner(), "update snapshot_checkpoint set position = 9 returning 1");
    const RunningProjector projector(settings_for(database));
    CHECK(says(projector, "does not hold the event at position 9"));
  }
  SECTION("another genesis") {
    test::query_value(database.owner(), "update snapshot_checkpoint set hash = sha256('other') returning 1");
    const RunningProjector projector(settings_for(database));
    CHECK(says(projector, "does not hold the event at position 0"));
  }
}

TEST_CASE("The projector stops at an event that cannot follow and never skips it", "[projector]") {
  const TestDatabase database;
  test::append_broken_deposits(database.owner(), 10, Position(7));
  auto settings = settings_for(database);
  settings.batch_events_max = 2;
  const RunningProjector projector(settings);
  CHECK(eventually([&] {
    return projector.why_not_ready().value_or("").find("position 7 of journal 0 cannot follow") != std::string::npos;
  }));
  CHECK(reaches(database, Position(6)));
}

TEST_CASE("The projector waits for a database that is away", "[projector]") {
  const TestDatabase database;
  auto settings = settings_for(database);
  settings.database.port = "1";
  const RunningProjector projector(settings);
  CHECK(eventually([&] { return projector.why_not_ready().value_or("").find("starting over") != std::string::npos; }));
}

}  // namespace ledger
