// A broker that goes and comes back.
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {

TEST_CASE("A broker that is away is waited for, and every event still comes once", "[relay]") {
  OwnBroker broker;
  const TestDatabase database;
  auto settings = relay_settings(database, broker.address());
  settings.kafka_deadline = std::chrono::milliseconds(1'000);
  EventFactory factory(database.owner());
  auto count = append_deposits(factory, database.service(), 3, 3);
  const RunningRelay relay(settings);
  REQUIRE(published_events(settings, count).size() == count);

  broker.stop();
  count += append_deposits(factory, database.service(), 3, 3);
  // Longer than the relay's patience: it gives the producer up and starts over, and over.
  REQUIRE(eventually([&] { return relay.why_not_ready().has_value(); }));
  broker.start();
  REQUIRE(published_events(settings, count).size() == count);
  CHECK(relay.becomes_ready());
  CHECK(fault_in_topic(settings, database, count) == "");
}

}  // namespace ledger::test
