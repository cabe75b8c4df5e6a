// ledger-outbox shows its state at /metrics, for each state that it can be in.
#include <csignal>

#include "outbox/recovery/resume.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/postgres/commit_cutting_proxy.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

const std::string relay_ready = "ledger_outbox_ready";
const std::string relay_active = R"(ledger_outbox_active{journal="0"})";
const std::string relay_position = R"(ledger_outbox_position{journal="0"})";
const std::string relay_lag_events = R"(ledger_outbox_lag_events{journal="0"})";
const std::string relay_lag_seconds = R"(ledger_outbox_lag_seconds{journal="0"})";

std::string relay_failures(const std::string& outcome) {
  return R"(ledger_outbox_failures_total{class=")" + outcome + R"(",journal="0"})";
}

/// ledger-outbox and what it shows.
struct ScrapedRelay {
  explicit ScrapedRelay(const RelaySettings& settings)
      : process(program_path("ledger-outbox"), {}, relay_environment(settings)),
        metrics(process.line_after("listening on ")) {}

  /// Waits until it publishes and has published all; false if it does not in time.
  bool is_at_work() {
    return metrics.becomes(relay_ready, 1) && metrics.becomes(relay_active, 1) &&
           metrics.becomes(relay_lag_events, 0) && metrics.becomes(relay_lag_seconds, 0);
  }

  Process process;
  ScrapedMetrics metrics;
};

/// Waits until lag_seconds is the age of the event at this position by the database's clock, to a few seconds.
bool lag_is_age_of(ScrapedMetrics& metrics, const TestDatabase& database, std::size_t number) {
  const auto sql =
      "select extract(epoch from clock_timestamp()) - recorded_us / 1000000.0 from event where position = " +
      std::to_string(number);
  return eventually([&] {
    const auto shown = metrics.value(relay_lag_seconds);
    return shown && *shown > 0 && std::abs(*shown - std::stod(query_value(database.owner(), sql))) < 3;
  });
}

void lose_tail(const TestDatabase& database, std::size_t last) {
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes;"
              "delete from event where position > " +
                  std::to_string(last) +
                  ";"
                  "alter table event enable always trigger event_never_changes; select 1");
}

}  // namespace

TEST_CASE("A relay at work is ready and active, has no lag, and shows each kind of failure before the first",
          "[relay][metrics]") {
  const RelayLedger ledger(3, 3);
  ScrapedRelay relay(ledger.settings);
  REQUIRE(relay.is_at_work());
  CHECK(relay.metrics.value(relay_position) == 12);
  for (const auto* outcome : {"abort", "restart", "fenced", "needs_operator"}) {
    CHECK(relay.metrics.value(relay_failures(outcome)) == 0);
  }
}

TEST_CASE("A relay whose broker is away says so though it has nothing to publish, and shows what gathers",
          "[relay][metrics]") {
  OwnBroker broker;
  RelayLedger ledger(3, 3, broker.address());
  ledger.settings.kafka_deadline = std::chrono::seconds(5);
  ScrapedRelay relay(ledger.settings);
  REQUIRE(relay.is_at_work());
  broker.stop();
  CHECK(relay.metrics.becomes(relay_ready, 0));
  CHECK_THAT(relay.metrics.why_not_ready(), Contains("Kafka does not answer"));
  CHECK(relay.metrics.value(relay_lag_events) == 0);
  ledger.add(3, 3);
  CHECK(relay.metrics.becomes(relay_lag_events, 12));
  CHECK(lag_is_age_of(relay.metrics, ledger.database, 13));
  // It has given its producer up, and knows by its note what it had published.
  CHECK(relay.metrics.becomes(relay_active, 0));
  CHECK(relay.metrics.value(relay_position) == 12);
  CHECK(relay.metrics.value(relay_lag_events) == 12);
  CHECK(relay.metrics.value(relay_ready) == 0);
  broker.start();
  CHECK(relay.is_at_work());
  CHECK(ledger.fault() == "");
}

TEST_CASE("A relay whose topic is gone stops though it has nothing to publish, and shows what gathers",
          "[relay][metrics]") {
  RelayLedger ledger(3, 3);
  ScrapedRelay relay(ledger.settings);
  REQUIRE(relay.is_at_work());
  delete_topic(kafka_brokers(), ledger.settings.topics.events);
  CHECK(relay.metrics.becomes(relay_ready, 0));
  CHECK(relay.metrics.becomes(relay_active, 0));
  CHECK(eventually([&] { return relay.metrics.value(relay_failures("needs_operator")).value_or(0) > 0; }));
  CHECK_THAT(relay.metrics.why_not_ready(), Contains("ledger-outbox resume"));
  ledger.add(3, 3);
  CHECK(relay.metrics.becomes(relay_lag_events, 12));
  CHECK(lag_is_age_of(relay.metrics, ledger.database, 13));
  CHECK(relay.metrics.value(relay_active) == 0);
  CHECK(relay.metrics.value(relay_ready) == 0);
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(0), .leave_gap = {}});
  CHECK(relay.is_at_work());
}

TEST_CASE("A relay whose database is away shows no lag, as it is not known", "[relay][metrics]") {
  const RelayLedger ledger(3, 3);
  auto settings = ledger.settings;
  std::optional<CommitCuttingProxy> proxy(std::in_place, ledger.database.service());
  settings.database = proxy->settings();
  ScrapedRelay relay(settings);
  REQUIRE(relay.is_at_work());
  SECTION("gone") { proxy.reset(); }
  SECTION("hanging") { proxy->freeze(); }
  CHECK(relay.metrics.becomes(relay_lag_events, std::nullopt));
  CHECK(relay.metrics.becomes(relay_lag_seconds, std::nullopt));
  CHECK(relay.metrics.becomes(relay_ready, 0));
  CHECK(relay.metrics.becomes(relay_active, 0));
}

TEST_CASE("A relay that has never reached its database is not ready, and knows no lag", "[relay][metrics]") {
  const RelayLedger ledger(1, 1);
  auto settings = ledger.settings;
  settings.database.port = "1";
  ScrapedRelay relay(settings);
  CHECK(relay.metrics.value(relay_ready) == 0);
  CHECK(relay.metrics.value(relay_lag_events) == std::nullopt);
  CHECK(relay.metrics.value(relay_lag_seconds) == std::nullopt);
}

TEST_CASE("A relay that stands by is ready and not active, and shows the lag of the one at work", "[relay][metrics]") {
  RelayLedger ledger(3, 3);
  ledger.settings.lease_duration = std::chrono::minutes(5);
  ScrapedRelay first(ledger.settings);
  REQUIRE(first.is_at_work());
  ScrapedRelay second(ledger.settings);
  CHECK(second.metrics.becomes(relay_ready, 1));
  CHECK(second.metrics.becomes(relay_lag_events, 0));
  CHECK(second.metrics.value(relay_lag_seconds) == 0);
  CHECK(second.metrics.value(relay_position) == 12);
  CHECK(second.metrics.value(relay_active) == 0);
  // The active relay hangs, so only the other one can report this.
  first.process.freeze();
  ledger.add(3, 3);
  CHECK(second.metrics.becomes(relay_lag_events, 12));
  CHECK(lag_is_age_of(second.metrics, ledger.database, 13));
  first.process.thaw();
  CHECK(second.metrics.becomes(relay_lag_events, 0));
  CHECK(second.metrics.value(relay_active) == 0);
}

TEST_CASE("Relays that cannot go on take turns with the lease, and none of them calls itself ready",
          "[relay][metrics]") {
  RelayLedger ledger(3, 3);
  { REQUIRE(ScrapedRelay(ledger.settings).is_at_work()); }
  delete_topic(kafka_brokers(), ledger.settings.topics.cursors);
  ScrapedRelay first(ledger.settings);
  ScrapedRelay second(ledger.settings);
  for (auto* relay : {&first, &second}) {
    REQUIRE(eventually([&] { return relay->metrics.value(relay_failures("needs_operator")).value_or(0) > 0; }));
  }
  int times_ready = 0;
  const auto looks_end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < looks_end) {
    for (auto* relay : {&first, &second}) times_ready += relay->metrics.value(relay_ready) == 1 ? 1 : 0;
  }
  CHECK(times_ready == 0);
  for (auto* relay : {&first, &second}) {
    CHECK(relay->metrics.value(relay_active) == 0);
    CHECK(relay->metrics.value(relay_lag_events) == 0);
  }
}

TEST_CASE("A relay whose journal lost published events shows no lag, as it is not known", "[relay][metrics]") {
  RelayLedger ledger(3, 3);
  {
    ScrapedRelay relay(ledger.settings);
    REQUIRE(relay.is_at_work());
  }
  lose_tail(ledger.database, 9);
  const auto shows_no_lag = [&](const std::string& reason) {
    ScrapedRelay relay(ledger.settings);
    CHECK(relay.metrics.becomes(relay_position, 12));
    CHECK(eventually([&] { return relay.metrics.why_not_ready().find(reason) != std::string::npos; }));
    CHECK(relay.metrics.value(relay_lag_events) == std::nullopt);
    CHECK(relay.metrics.value(relay_lag_seconds) == std::nullopt);
    CHECK(relay.metrics.value(relay_active) == 0);
  };
  shows_no_lag("ends at 9");
  // Other events come where the lost ones were, and more.
  EventFactory later(ledger.database.owner());
  append_deposits(later, ledger.database.service(), 3, 3);
  shows_no_lag("another event");
}

}  // namespace ledger::test
