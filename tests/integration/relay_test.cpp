// The relay against a real Kafka and a real PostgreSQL.
#include "outbox/relay.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "outbox/relay_lease.hpp"
#include "outbox/replay.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/event_from_json.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/relay_harness.hpp"

namespace ledger::test {

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
  CHECK(fault_in_topic(settings, database, count) == "");
}

TEST_CASE("Small batches come to the same as large ones", "[relay]") {
  const TestDatabase database;
  auto settings = relay_settings(database, kafka_brokers());
  settings.batch.events_max = 10;
  settings.batch.page_events_max = 8;
  settings.batch.accounts_remembered_max = 8;
  EventFactory factory(database.owner());
  const auto count = append_deposits(factory, database.service(), 10, 10);
  const RunningRelay relay(settings);
  CHECK(fault_in_topic(settings, database, count) == "");
}

TEST_CASE("A record carries the event's key, headers and position token", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  append_deposits(factory, database.service(), 1, 1);
  const RunningRelay relay(settings);
  REQUIRE(relay.becomes_ready());
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, test_partitions);
  const auto& records = topic.read(2);
  REQUIRE(records.size() == 2);
  const auto event = event_from_json(records[1].value);
  CHECK(records[1].key == std::to_string(event.account.value));
  CHECK(records[1].headers.at("ledger_position") == "0:2");
  CHECK(records[1].headers.at("ledger_version") == "2");
  CHECK(records[1].headers.at("ce_type") == "ledger.event.deposited.v1");
  CHECK(records[1].headers.at("ce_id") == to_string(event.uid) + ":0");
  CHECK(records[1].headers.at("content-type") == "application/json");
  CHECK_FALSE(records[1].headers.contains("traceparent"));
}

TEST_CASE("A second relay waits, ready, and takes over when the first stops", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  auto count = append_deposits(factory, database.service(), 3, 3);
  auto first = std::make_unique<RunningRelay>(settings);
  REQUIRE(published_events(settings, count).size() == count);
  const auto holder = query_value(database.owner(), "select holder from relay_lease");
  const RunningRelay second(settings);
  REQUIRE(second.becomes_ready());
  CHECK(query_value(database.owner(), "select holder from relay_lease") == holder);
  first.reset();
  count += append_deposits(factory, database.service(), 3, 3);
  CHECK(fault_in_topic(settings, database, count) == "");
  CHECK(query_value(database.owner(), "select holder from relay_lease") != holder);
}

TEST_CASE("A relay's lease set by a clock that was ahead is not waited out", "[relay]") {
  const TestDatabase database;
  const auto vanish_for = [&](const std::string& duration) {
    query_value(database.owner(), "insert into relay_lease values (0, 'vanished', clock_timestamp() + interval '" +
                                      duration +
                                      "') on conflict (journal) do update set expires_at = excluded.expires_at");
  };
  const auto take = [&] {
    return RelayLease::take(database.service(), JournalId(0), "next", std::chrono::seconds(1), {}) != nullptr;
  };
  vanish_for("10 minutes");
  CHECK_FALSE(take());
  vanish_for("1 day");
  CHECK(take());
}

TEST_CASE("A zombie is fenced: what it had open is dropped, and it cannot commit", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  auto count = append_deposits(factory, database.service(), 3, 3);
  {
    const RunningRelay relay(settings);
    REQUIRE(published_events(settings, count).size() == count);
  }
  StartFacts facts;
  facts.journal = JournalId(0);
  const auto zombie = open_producer(settings, facts, {});
  zombie->begin();
  zombie->produce({.topic = events_topic, .partition = -1, .key = "1", .value = "zombie", .headers = {}});
  zombie->flush();
  const RunningRelay relay(settings);
  REQUIRE(relay.becomes_ready());
  try {
    zombie->commit();
    FAIL("a fenced producer has committed");
  } catch (const kafka::Failure& failure) {
    CHECK(failure.remedy() == kafka::Remedy::fenced);
  }
  count += append_deposits(factory, database.service(), 3, 3);
  CHECK(fault_in_topic(settings, database, count) == "");
}

TEST_CASE("A relay that is fenced while it works comes back and goes on from the cursor", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  auto count = append_deposits(factory, database.service(), 3, 3);
  const RunningRelay relay(settings);
  REQUIRE(published_events(settings, count).size() == count);
  for (int intruder = 0; intruder < 3; ++intruder) {
    StartFacts facts;
    facts.journal = JournalId(0);
    const auto other = open_producer(settings, facts, {});
    count += append_deposits(factory, database.service(), 3, 3);
    REQUIRE(published_events(settings, count).size() == count);
  }
  CHECK(fault_in_topic(settings, database, count) == "");
}

TEST_CASE("A range is published again to a side topic, with the same records", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  const auto count = append_deposits(factory, database.service(), 5, 5);
  const RunningRelay relay(settings);
  REQUIRE(published_events(settings, count).size() == count);

  const auto side = settings.topics.events + ".side";
  replay(settings, {.journal = JournalId(0), .from = Position(7), .to = Position(20)}, side, {});
  CommittedTopic topic(settings.cluster.brokers, side, test_partitions);
  topic.read(14);
  std::set<std::int64_t> positions;
  for (const auto& record : topic.read_rest()) positions.insert(event_from_json(record.value).position.value);
  CHECK(topic.read_rest().size() == 14);
  CHECK(*positions.begin() == 7);
  CHECK(*positions.rbegin() == 20);
  CHECK(topic.read_rest().front().headers.contains("ledger_position"));

  const auto refused = [&](std::int64_t from, std::int64_t to, const std::string& where) {
    replay(settings, {.journal = JournalId(0), .from = Position(from), .to = Position(to)}, where, {});
  };
  CHECK_THROWS_WITH(refused(0, 3, side), Catch::Contains("no range"));
  CHECK_THROWS_WITH(refused(5, 4, side), Catch::Contains("no range"));
  CHECK_THROWS_WITH(refused(5, 1'000, side), Catch::Contains("ends at 30"));
  CHECK_THROWS_WITH(refused(1, 3, settings.topics.events), Catch::Contains("side topic"));
}

}  // namespace ledger::test
