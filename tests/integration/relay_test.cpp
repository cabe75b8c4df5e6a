// The relay against a real Kafka and a real PostgreSQL.
#include "outbox/relay.hpp"

#include <catch2/catch.hpp>

#include "ledger/journal/event_reader.hpp"
#include "outbox/resume.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/event_factory.hpp"
#include "tests/support/event_from_json.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/relay_harness.hpp"

namespace ledger::test {
namespace {

/// `accounts` accounts with `deposits` deposits each, interleaved.
std::size_t append_deposits(EventFactory& factory, const DatabaseSettings& settings, int accounts, int deposits) {
  std::vector<AccountId> ids;
  for (int account = 0; account < accounts; ++account) ids.push_back(factory.open());
  for (int deposit = 0; deposit < deposits; ++deposit) {
    for (const auto id : ids) factory.pay(id, 100 + deposit);
  }
  const auto events = factory.take();
  append_events(settings, events);
  return events.size();
}

Hash genesis_of(const TestDatabase& database) {
  return EventReader(database.service(), "test").genesis_hash(JournalId(0));
}

}  // namespace

TEST_CASE("The relay makes its topics and publishes every event once, across restarts", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  auto count = append_deposits(factory, database.service(), 10, 20);
  {
    const RunningRelay relay(settings);
    REQUIRE(relay.becomes_ready());
    REQUIRE(published_events(settings, count).size() == count);
  }
  count += append_deposits(factory, database.service(), 10, 20);
  {
    const RunningRelay relay(settings);
    REQUIRE(published_events(settings, count).size() == count);
    count += append_deposits(factory, database.service(), 10, 20);
    REQUIRE(published_events(settings, count).size() == count);
  }
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, test_partitions);
  topic.read(count);
  CHECK(fault_in(topic.read_rest(), genesis_of(database), count) == "");
}

}  // namespace ledger::test
