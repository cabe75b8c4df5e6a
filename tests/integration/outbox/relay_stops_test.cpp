// The relay stops and asks in these situations; an operator's command lets it go on.
#include "ledger/publication/event_from_json.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/recovery/resume.hpp"
#include "outbox/relay/relay.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/record_writer.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/topic_fold.hpp"

namespace ledger::test {
namespace {

/// A ledger whose relay has published 12 events and was stopped in order.
struct PublishedLedger {
  TestDatabase database;
  RelaySettings settings = relay_settings(database, kafka_brokers());
  EventFactory factory{database.owner()};
  std::size_t count = 0;

  PublishedLedger() {
    append();
    const RunningRelay relay(settings);
    REQUIRE(published_events(settings, count).size() == count);
    REQUIRE(eventually([this] { return noted() == std::to_string(count); }));
  }

  void append() { count += append_deposits(factory, database.service(), 3, 3); }
  [[nodiscard]] std::string noted() const { return query_value(database.owner(), "select position from relay_note"); }
};

/// Returns the number of events in the topic once it has at least 12. Waits a moment for surplus ones.
std::size_t published_count(const RelaySettings& settings) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, settings.topics.partitions);
  topic.read(12);
  return topic.read_rest().size();
}

void make_events_topic_anew(const RelaySettings& settings) {
  const auto& name = settings.topics.events;
  delete_topic(kafka_brokers(), name);
  kafka::Admin admin({.brokers = kafka_brokers(), .properties = {}});
  REQUIRE(eventually([&] {
    admin.create_topic(
        {.name = name, .partitions = test_partitions, .replication_factor = 1, .settings = {{"retention.ms", "-1"}}});
    const auto state = admin.find_topic(name);
    return state && admin.end_offsets(name, test_partitions) == std::vector<std::int64_t>(test_partitions, 0);
  }));
}

}  // namespace

TEST_CASE("Deleted topics stop the relay, and resuming from 0 publishes everything again", "[relay]") {
  PublishedLedger ledger;
  delete_topic(kafka_brokers(), ledger.settings.topics.events);
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(), Contains("is gone") && Contains("ledger-outbox resume --journal 0 --position 0") &&
                                         Contains("ledger-outbox resume --journal 0 --position 12"));
  CHECK_FALSE(kafka::Admin({.brokers = kafka_brokers(), .properties = {}}).find_topic(ledger.settings.topics.events));
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(0), .leave_gap = {}});
  REQUIRE(relay.becomes_ready());
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

TEST_CASE("A topic that was deleted and made anew stops the relay", "[relay]") {
  PublishedLedger ledger;
  make_events_topic_anew(ledger.settings);
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(), Contains("ends at offset 0") && Contains("ledger-outbox resume --journal 0"));
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(0), .leave_gap = {}});
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

TEST_CASE("A topic with the last events alone, as if made anew within the first batch, stops the relay", "[relay]") {
  PublishedLedger ledger;
  const auto records = whole_topic(ledger.settings, ledger.settings.topics.events);
  make_events_topic_anew(ledger.settings);
  RecordWriter writer(kafka_brokers());
  for (const auto& record : records) {
    const bool is_last_part = parse_event_json(record.value).value().event.position > Position(8);
    if (!is_last_part) continue;
    writer.write(ledger.settings.topics.events,
                 {record.key, record.value, {record.headers.begin(), record.headers.end()}});
  }
  SECTION("its ends are noted") {}
  SECTION("the relay was killed before it noted them") {
    query_value(ledger.database.owner(), "delete from relay_note returning 1");
  }
  {
    const RunningRelay relay(ledger.settings);
    CHECK_THAT(relay.reason_to_stop(),
               Contains("lacks events up to position 8") && Contains("resume --journal 0 --position 0"));
  }
  const auto resume_at = [&](std::int64_t position) {
    resume(ledger.settings, {.journal = JournalId(0), .position = Position(position), .leave_gap = {}});
  };
  CHECK_THROWS_WITH(resume_at(12), Contains("--leave-gap"));
  CHECK_THROWS_WITH(resume_at(0), Contains("for a topic without events"));
  delete_topic(kafka_brokers(), ledger.settings.topics.events);
  resume_at(0);
  const RunningRelay relay(ledger.settings);
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

TEST_CASE("A lost cursor stops the relay, and resuming goes on behind what was published", "[relay]") {
  PublishedLedger ledger;
  delete_topic(kafka_brokers(), ledger.settings.topics.cursors);
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(),
             Contains("no cursor") && Contains("ledger-outbox resume --journal 0 --position 12"));
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(12), .leave_gap = {}});
  ledger.append();
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

TEST_CASE("A lost cursor and a lost note stop the relay as long as there are events", "[relay]") {
  PublishedLedger ledger;
  delete_topic(kafka_brokers(), ledger.settings.topics.cursors);
  query_value(ledger.database.owner(), "delete from relay_note returning 1");
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(), Contains("holds events"));
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(12), .leave_gap = {}});
  ledger.append();
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

TEST_CASE("Another cluster stops the relay", "[relay]") {
  PublishedLedger ledger;
  query_value(ledger.database.owner(), "update relay_note set cluster_id = 'the-old-one' returning 1");
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(), Contains("the-old-one") && Contains("ledger-outbox resume --journal 0"));
  CHECK(published_count(ledger.settings) == 12);
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(12), .leave_gap = {}});
  ledger.append();
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

TEST_CASE("More partitions stop the relay", "[relay]") {
  PublishedLedger ledger;
  add_partitions(kafka_brokers(), ledger.settings.topics.events, test_partitions + 1);
  add_partitions(kafka_brokers(), ledger.settings.topics.balances, test_partitions + 1);
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(),
             Contains("has 4 partitions and had 3") && Contains("ledger-outbox resume --journal 0 --position 12"));
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(12), .leave_gap = {}});
  CHECK(relay.becomes_ready());
}

TEST_CASE("A database restored to yesterday stops the relay, also after new events were written to it", "[relay]") {
  PublishedLedger ledger;
  query_value(ledger.database.owner(),
              "alter table event disable trigger event_never_changes; delete from event where position > 9;"
              "alter table event enable always trigger event_never_changes; select 1");
  {
    const RunningRelay relay(ledger.settings);
    CHECK_THAT(relay.reason_to_stop(),
               Contains("ends at 9") && Contains("ledger-outbox resume --journal 0 --position 9"));
  }
  EventFactory later(ledger.database.owner());
  append_deposits(later, ledger.database.service(), 2, 2);
  const RunningRelay relay(ledger.settings);
  CHECK_THAT(relay.reason_to_stop(), Contains("another event at that position"));
  CHECK(published_count(ledger.settings) == 12);
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(9), .leave_gap = {}});
  CHECK(relay.becomes_ready());
  CHECK(eventually([&] { return fault_of_consumer(ledger.settings, ledger.database.owner()).empty(); }));
}

TEST_CASE("A database that loses its tail under a running relay stops it", "[relay]") {
  PublishedLedger ledger;
  const RunningRelay relay(ledger.settings);
  REQUIRE(relay.becomes_ready());
  query_value(ledger.database.owner(),
              "alter table event disable trigger event_never_changes; delete from event where position > 9;"
              "alter table event enable always trigger event_never_changes; select 1");
  CHECK_THAT(relay.reason_to_stop(), Contains("ends at 9"));
}

TEST_CASE("A changed event is never published", "[relay]") {
  PublishedLedger ledger;
  ledger.append();
  query_value(ledger.database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set actor = 'someone else' where position = 15;"
              "alter table event enable always trigger event_never_changes; select 1");
  const RunningRelay relay(ledger.settings);
  REQUIRE(eventually([&] {
    return relay.why_not_ready().value_or("").find("the hash of the event at position 15") != std::string::npos;
  }));
  CHECK(published_count(ledger.settings) <= 14);
}

TEST_CASE("Resuming is refused at a position that the journal does not have", "[relay]") {
  PublishedLedger ledger;
  CHECK_THROWS_WITH(resume(ledger.settings, {.journal = JournalId(0), .position = Position(13), .leave_gap = {}}),
                    Contains("it ends at 12"));
  CHECK_THROWS_WITH(resume(ledger.settings, {.journal = JournalId(0), .position = Position(-1), .leave_gap = {}}),
                    Contains("has no position -1"));
}

TEST_CASE("A topic for smaller messages than an event may have stops the relay at its start", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  kafka::Admin admin({.brokers = kafka_brokers(), .properties = {}});
  admin.create_topic({.name = settings.topics.events,
                      .partitions = test_partitions,
                      .replication_factor = 1,
                      .settings = {{"max.message.bytes", "16384"}, {"retention.ms", "-1"}}});
  const RunningRelay relay(settings);
  CHECK(eventually(
      [&] { return relay.why_not_ready().value_or("").find("set its max.message.bytes") != std::string::npos; }));
}

TEST_CASE("A record that the broker refuses stops the relay there, and it goes on once the broker takes it",
          "[relay]") {
  PublishedLedger ledger;
  const RunningRelay relay(ledger.settings);
  REQUIRE(relay.becomes_ready());
  set_topic_setting(kafka_brokers(), ledger.settings.topics.events, "max.message.bytes", "100");
  ledger.append();
  REQUIRE(eventually([&] {
    const auto reason = relay.why_not_ready().value_or("");
    return reason.find("max.message.bytes") != std::string::npos || reason.find("position") != std::string::npos;
  }));
  set_topic_setting(kafka_brokers(), ledger.settings.topics.events, "max.message.bytes", "1048588");
  CHECK(relay.becomes_ready());
  CHECK(fault_in_topic(ledger.settings, ledger.database, ledger.count) == "");
}

}  // namespace ledger::test
