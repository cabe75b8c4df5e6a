// The real projector: killed at random moments while events flow, and stopped in order.
#include <csignal>
#include <future>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

constexpr int projector_kills = 30;

/// Small batches, so that there are many moments to be killed in, and a lease that does not keep the next one waiting.
std::unique_ptr<Process> start_projector(const DatabaseSettings& settings) {
  auto environment = database_environment(settings);
  environment["LEDGER_PROJECTOR_STATUS_ADDRESS"] = "127.0.0.1:0";
  environment["LEDGER_PROJECTOR_BATCH_EVENTS_MAX"] = "11";
  environment["LEDGER_PROJECTOR_LEASE_MS"] = "50";
  return std::make_unique<Process>(program_path("ledger-projector"), std::vector<std::string>(), environment);
}

std::int64_t position_of(const DatabaseSettings& settings) {
  return std::stoll(query_value(settings, "select position from snapshot_checkpoint"));
}

}  // namespace

TEST_CASE("A projector killed again and again does every event once", "[projector]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(41);
  add_random_accounts(factory, 2500, random);
  const auto events = factory.take();
  // Most events are there from the start, the rest comes while projectors live and die.
  const auto begin = events.begin();
  const auto middle = begin + static_cast<std::ptrdiff_t>(events.size() / 2);
  append_events(database.owner(), {begin, middle});
  auto flow = std::async(std::launch::async, [&] {
    constexpr std::ptrdiff_t step = 500;
    for (auto next = middle; next != events.end();) {
      const auto end = next + std::min(step, events.end() - next);
      append_events(database.owner(), {next, end});
      next = end;
      std::this_thread::yield();
    }
  });

  const auto last = events.back().position.value;
  int killed_at_work = 0;
  for (int kill = 0; kill < projector_kills; ++kill) {
    const auto projector = start_projector(database.service());
    const auto before = position_of(database.owner());
    const auto further = before + static_cast<std::int64_t>(random() % 400);
    REQUIRE(eventually([&] { return position_of(database.owner()) >= std::min(further, last); }));
    projector->kill();
    // It had not ended by itself, and not done all of its work either.
    CHECK(projector->wait() == 128 + SIGKILL);
    if (position_of(database.owner()) < last) ++killed_at_work;
  }
  flow.get();
  CHECK(killed_at_work > projector_kills / 3);
  {
    const auto projector = start_projector(database.service());
    REQUIRE(snapshots_catch_up(database.owner()));
    projector->send_signal(SIGTERM);
    CHECK(projector->wait() == 0);
  }
  const auto contents = snapshot_contents(database.owner());

  const TestDatabase other;
  append_events(other.owner(), events);
  project(other.service(), events.size(), events.back().position);
  CHECK((snapshot_contents(other.owner()) == contents));
}

TEST_CASE("The projector says that it is ready, shows its position, and gives its lease back when stopped",
          "[projector]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  factory.pay(factory.open(), 100);
  append_events(database.owner(), factory.take());
  RunningProjector projector(database.service());
  HttpClient client(projector.process().line_after("listening on "));
  CHECK(client.get("/livez").status == 200);
  REQUIRE(eventually([&] { return client.get("/readyz").status == 200; }));
  REQUIRE(snapshots_catch_up(database.owner()));
  REQUIRE(eventually([&] {
    return client.get("/metrics").body.find("ledger_projector_position{journal=\"0\"} 2") != std::string::npos;
  }));
  const auto has_lease = "select lease_until > clock_timestamp() from snapshot_checkpoint";
  CHECK(query_value(database.owner(), has_lease) == "t");
  projector.process().send_signal(SIGTERM);
  CHECK(projector.process().wait() == 0);
  CHECK(query_value(database.owner(), has_lease) == "f");
}

}  // namespace ledger::test
