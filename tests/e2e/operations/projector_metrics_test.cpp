// ledger-projector shows its state at /metrics, for each state that it can be in.
#include <csignal>

#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/commit_cutting_proxy.hpp"

namespace ledger::test {
namespace {

const std::string projector_ready = "ledger_projector_ready";
const std::string projector_active = R"(ledger_projector_active{journal="0"})";
const std::string projector_position = R"(ledger_projector_position{journal="0"})";
const std::string projector_lag_events = R"(ledger_projector_lag_events{journal="0"})";
const std::string projector_lag_seconds = R"(ledger_projector_lag_seconds{journal="0"})";
const std::string projector_failures = R"(ledger_projector_failures_total{journal="0"})";

/// ledger-projector and what it shows.
struct ScrapedProjector {
  explicit ScrapedProjector(const DatabaseSettings& settings)
      : program(settings), metrics(program.process().line_after("listening on ")) {}

  /// Waits until it projects and has projected all; false if it does not in time.
  bool is_at_work() {
    return metrics.becomes(projector_ready, 1) && metrics.becomes(projector_active, 1) &&
           metrics.becomes(projector_lag_events, 0) && metrics.becomes(projector_lag_seconds, 0);
  }

  RunningProjector program;
  ScrapedMetrics metrics;
};

/// A database with an account and eleven deposits.
struct TwelveEvents {
  TwelveEvents() { add(); }
  void add() {
    const auto account = factory.open();
    for (int deposit = 0; deposit < 11; ++deposit) factory.pay(account, 100);
    append_events(database.owner(), factory.take());
  }
  TestDatabase database;
  EventFactory factory{database.owner()};
};

}  // namespace

TEST_CASE("A projector at work is ready and active, has no lag, and has counted no failure", "[projector][metrics]") {
  const TwelveEvents ledger;
  ScrapedProjector projector(ledger.database.service());
  REQUIRE(projector.is_at_work());
  CHECK(projector.metrics.value(projector_position) == 12);
  CHECK(projector.metrics.value(projector_failures) == 0);
}

TEST_CASE("A projector whose database is away shows no lag, as it is not known", "[projector][metrics]") {
  const TwelveEvents ledger;
  std::optional<CommitCuttingProxy> proxy(std::in_place, ledger.database.service());
  ScrapedProjector projector(proxy->settings());
  REQUIRE(projector.is_at_work());
  SECTION("gone") {
    proxy.reset();
    CHECK(projector.metrics.becomes(projector_active, 0));
  }
  SECTION("hanging") { proxy->freeze(); }
  CHECK(projector.metrics.becomes(projector_ready, 0));
  CHECK(projector.metrics.becomes(projector_lag_events, std::nullopt));
  CHECK(projector.metrics.becomes(projector_lag_seconds, std::nullopt));
}

TEST_CASE("A projector that has never reached its database is not ready, and knows no lag", "[projector][metrics]") {
  auto settings = TestDatabase().service();
  settings.port = "1";
  ScrapedProjector projector(settings);
  CHECK(projector.metrics.value(projector_ready) == 0);
  CHECK(projector.metrics.value(projector_lag_events) == std::nullopt);
}

TEST_CASE("A projector that stands by is ready and not active, and shows the lag of the one at work",
          "[projector][metrics]") {
  TwelveEvents ledger;
  // A projector that hangs with the lease.
  LiveSnapshots hanging(ledger.database.service(), JournalId(0));
  hanging.start();
  REQUIRE(hanging.take_lease("hanging", std::chrono::minutes(10)));
  ScrapedProjector second(ledger.database.service());
  CHECK(second.metrics.becomes(projector_ready, 1));
  CHECK(second.metrics.becomes(projector_lag_events, 12));
  CHECK(second.metrics.value(projector_active) == 0);
  const auto age = std::stod(query_value(ledger.database.owner(),
                                         "select extract(epoch from clock_timestamp()) - recorded_us / 1000000.0"
                                         " from event where position = 1"));
  CHECK(second.metrics.value(projector_lag_seconds).value_or(0) == Approx(age).margin(5));
  hanging.release_lease("hanging");
  CHECK(second.is_at_work());
}

TEST_CASE("A projector that has stopped shows what gathers", "[projector][metrics]") {
  const TestDatabase database;
  append_broken_deposits(database.owner(), 10, Position(7));
  ScrapedProjector projector(database.service());
  REQUIRE(eventually([&] { return projector.metrics.value(projector_failures).value_or(0) > 0; }));
  CHECK(projector.metrics.value(projector_ready) == 0);
  CHECK(projector.metrics.value(projector_active) == 0);
  // The whole batch with that event is given up.
  CHECK(projector.metrics.becomes(projector_position, 0));
  const auto end = std::stod(query_value(database.owner(), "select max(position) from event"));
  CHECK(projector.metrics.becomes(projector_lag_events, end));
}

TEST_CASE("A projector of another past shows no lag, as it is not known", "[projector][metrics]") {
  const TwelveEvents ledger;
  project(ledger.database.service(), 12, Position(12));
  query_value(ledger.database.owner(), "update snapshot_checkpoint set hash = sha256('other') returning 1");
  ScrapedProjector projector(ledger.database.service());
  CHECK(projector.metrics.becomes(projector_position, 12));
  CHECK(projector.metrics.becomes(projector_ready, 0));
  CHECK(projector.metrics.value(projector_lag_events) == std::nullopt);
  CHECK(projector.metrics.value(projector_lag_seconds) == std::nullopt);
}

}  // namespace ledger::test
