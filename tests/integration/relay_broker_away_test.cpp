// A broker that goes and comes back.
#include <catch2/catch.hpp>

#include "tests/support/eventually.hpp"
#include "tests/support/kafka_operator.hpp"
#include "tests/support/relay_harness.hpp"

namespace ledger::test {

TEST_CASE("A broker that is away, stopped or killed, is waited for; every event still comes once", "[relay]") {
  OwnBroker broker;
  const TestDatabase database;
  auto settings = relay_settings(database, broker.address());
  settings.kafka_deadline = std::chrono::milliseconds(1'000);
  EventFactory factory(database.owner());
  auto count = append_deposits(factory, database.service(), 3, 3);
  const RunningRelay relay(settings);
  REQUIRE(published_events(settings, count).size() == count);

  const auto away = [&](auto leave) {
    leave();
    count += append_deposits(factory, database.service(), 3, 3);
    // Longer than the relay's patience: it gives the producer up and starts over, and over.
    const auto gave_up = [&] { return relay.why_not_ready().has_value(); };
    REQUIRE(eventually(gave_up));
    broker.start();
    REQUIRE(published_events(settings, count).size() == count);
    REQUIRE(relay.becomes_ready());
  };
  away([&] { broker.stop(); });
  away([&] { broker.kill(); });
  CHECK(fault_in_topic(settings, database, count) == "");
}

}  // namespace ledger::test
