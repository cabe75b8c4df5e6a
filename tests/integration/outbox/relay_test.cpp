// The relay against a real Kafka and a real PostgreSQL.
#include "outbox/relay/relay.hpp"
#include "ledger/publication/event_from_json.hpp"

#include <set>

#include "outbox/replay.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {

TEST_CASE("The relay makes its topics and publishes every event once, across restarts", "[relay]") {
  RelayLedger ledger(10, 20);
  {
    const RunningRelay relay(ledger.settings);
    REQUIRE(relay.becomes_ready());
    REQUIRE(ledger.is_published());
  }
  ledger.add(10, 20);
  {
    const RunningRelay relay(ledger.settings);
    REQUIRE(ledger.is_published());
    ledger.add(10, 20);
    REQUIRE(ledger.is_published());
  }
  CHECK(ledger.fault() == "");
}

TEST_CASE("A relay that had nothing to publish starts again as if for the first time", "[relay]") {
  RelayLedger ledger(0, 0);
  for (int start = 0; start < 2; ++start) {
    const RunningRelay relay(ledger.settings);
    REQUIRE(relay.becomes_ready());
  }
  SECTION("all topics are there") {}
  SECTION("the one of cursors was deleted") { delete_topic(kafka_brokers(), ledger.settings.topics.cursors); }
  ledger.add(3, 3);
  const RunningRelay relay(ledger.settings);
  CHECK(ledger.fault() == "");
}

TEST_CASE("A relay whose first events were published right before it was killed does not begin anew", "[relay]") {
  RelayLedger ledger(3, 3);
  {
    const RunningRelay relay(ledger.settings);
    REQUIRE(ledger.is_published());
  }
  query_value(ledger.database.owner(), "update relay_note set position = 0 returning position");
  SECTION("its cursor tells") {
    const RunningRelay relay(ledger.settings);
    REQUIRE(relay.becomes_ready());
    CHECK(ledger.fault() == "");
  }
  SECTION("its events tell, where the cursor was lost") {
    delete_topic(kafka_brokers(), ledger.settings.topics.cursors);
    const RunningRelay relay(ledger.settings);
    CHECK_THAT(relay.reason_to_stop(), Contains("holds events"));
  }
}

TEST_CASE("Small batches come to the same as large ones", "[relay]") {
  RelayLedger ledger(10, 10);
  ledger.settings.batch.events_max = 10;
  ledger.settings.batch.page_events_max = 8;
  ledger.settings.batch.accounts_remembered_max = 8;
  const RunningRelay relay(ledger.settings);
  CHECK(ledger.fault() == "");
}

TEST_CASE("A record carries the event's key, headers and position token", "[relay]") {
  RelayLedger ledger(1, 1);
  const RunningRelay relay(ledger.settings);
  REQUIRE(relay.becomes_ready());
  CommittedTopic topic(ledger.settings.cluster.brokers, ledger.settings.topics.events, test_partitions);
  const auto& records = topic.read(2);
  REQUIRE(records.size() == 2);
  const auto event = parse_event_json(records[1].value).value().event;
  CHECK(records[1].key == std::to_string(event.account.value));
  CHECK(records[1].headers.at("ledger_position") == "0:2");
  CHECK(records[1].headers.at("ledger_version") == "2");
  CHECK(records[1].headers.at("ce_type") == "ledger.event.deposited.v1");
  CHECK(records[1].headers.at("ce_id") == to_string(event.uid) + ":0");
  CHECK(records[1].headers.at("content-type") == "application/json");
  CHECK_FALSE(records[1].headers.contains("traceparent"));
}

TEST_CASE("A second relay waits, ready, and takes over when the first stops", "[relay]") {
  RelayLedger ledger(3, 3);
  auto first = std::make_unique<RunningRelay>(ledger.settings);
  REQUIRE(ledger.is_published());
  const auto holder = query_value(ledger.database.owner(), "select holder from relay_lease");
  const RunningRelay second(ledger.settings);
  REQUIRE(second.becomes_ready());
  CHECK(query_value(ledger.database.owner(), "select holder from relay_lease") == holder);
  first.reset();
  ledger.add(3, 3);
  CHECK(ledger.fault() == "");
  CHECK(query_value(ledger.database.owner(), "select holder from relay_lease") != holder);
}

TEST_CASE("A zombie is fenced: what it had open is dropped, and it cannot commit", "[relay]") {
  RelayLedger ledger(3, 3);
  {
    const RunningRelay relay(ledger.settings);
    REQUIRE(ledger.is_published());
  }
  StartFacts facts;
  facts.journal = JournalId(0);
  const auto zombie = open_producer(ledger.settings, facts, {});
  zombie->begin();
  zombie->produce({.topic = events_topic, .partition = -1, .key = "1", .value = "zombie", .headers = {}});
  zombie->flush();
  const RunningRelay relay(ledger.settings);
  REQUIRE(relay.becomes_ready());
  try {
    zombie->commit();
    FAIL("a fenced producer has committed");
  } catch (const kafka::Failure& failure) {
    CHECK(failure.remedy() == kafka::Remedy::fenced);
  }
  ledger.add(3, 3);
  CHECK(ledger.fault() == "");
}

TEST_CASE("A relay that is fenced while it works comes back and goes on from the cursor", "[relay]") {
  RelayLedger ledger(3, 3);
  const RunningRelay relay(ledger.settings);
  REQUIRE(ledger.is_published());
  for (int intruder = 0; intruder < 3; ++intruder) {
    StartFacts facts;
    facts.journal = JournalId(0);
    const auto other = open_producer(ledger.settings, facts, {});
    ledger.add(3, 3);
    REQUIRE(ledger.is_published());
  }
  CHECK(ledger.fault() == "");
}

TEST_CASE("A range is published again to a side topic, with the same records", "[relay]") {
  RelayLedger ledger(5, 5);
  const RunningRelay relay(ledger.settings);
  REQUIRE(ledger.is_published());

  const auto side = ledger.settings.topics.events + ".side";
  replay(ledger.settings, {.journal = JournalId(0), .from = Position(7), .to = Position(20)}, side, {});
  CommittedTopic topic(ledger.settings.cluster.brokers, side, test_partitions);
  topic.read(14);
  std::set<std::int64_t> positions;
  for (const auto& record : topic.read_rest())
    positions.insert(parse_event_json(record.value).value().event.position.value);
  CHECK(topic.read_rest().size() == 14);
  CHECK(*positions.begin() == 7);
  CHECK(*positions.rbegin() == 20);
  CHECK(topic.read_rest().front().headers.contains("ledger_position"));

  const auto refused = [&](std::int64_t from, std::int64_t to, const std::string& where) {
    replay(ledger.settings, {.journal = JournalId(0), .from = Position(from), .to = Position(to)}, where, {});
  };
  CHECK_THROWS_WITH(refused(0, 3, side), Contains("no range"));
  CHECK_THROWS_WITH(refused(5, 4, side), Contains("no range"));
  CHECK_THROWS_WITH(refused(5, 1'000, side), Contains("ends at 30"));
  CHECK_THROWS_WITH(refused(1, 3, ledger.settings.topics.events), Contains("side topic"));
}

}  // namespace ledger::test
