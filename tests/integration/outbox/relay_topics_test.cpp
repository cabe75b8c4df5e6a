// Topics that others have made: what the relay refuses, until an operator has changed it.
#include "outbox/kafka/admin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {

TEST_CASE("A relay stays away from topics that forget, and goes on once they do not", "[relay][topics]") {
  RelayLedger ledger(3, 3);
  const auto& topics = ledger.settings.topics;
  kafka::Admin admin({.brokers = kafka_brokers(), .properties = {}});
  // As the broker makes topics where nothing is said of retention.
  admin.create_topic({.name = topics.events, .partitions = test_partitions, .replication_factor = 1, .settings = {}});
  admin.create_topic({.name = topics.balances,
                      .partitions = test_partitions,
                      .replication_factor = 1,
                      .settings = {{"cleanup.policy", "compact"}, {"unclean.leader.election.enable", "true"}}});
  const RunningRelay relay(ledger.settings);
  const auto says = [&](const std::string& text) {
    return eventually([&] { return relay.why_not_ready().value_or("").find(text) != std::string::npos; });
  };
  CHECK(says("topic " + topics.events + " has retention.ms=604800000"));
  set_topic_setting(kafka_brokers(), topics.events, "retention.ms", "-1");
  CHECK(says("topic " + topics.balances + " has unclean.leader.election.enable=true"));
  set_topic_setting(kafka_brokers(), topics.balances, "unclean.leader.election.enable", "false");
  CHECK(relay.becomes_ready());
  CHECK(ledger.fault() == "");
}

TEST_CASE("A relay that was asked to let events go takes a topic that does", "[relay][topics]") {
  RelayLedger ledger(3, 3);
  ledger.settings.topics.events_retention_ms = 604'800'000;
  kafka::Admin({.brokers = kafka_brokers(), .properties = {}})
      .create_topic({.name = ledger.settings.topics.events,
                     .partitions = test_partitions,
                     .replication_factor = 1,
                     .settings = {}});
  const RunningRelay relay(ledger.settings);
  CHECK(relay.becomes_ready());
  CHECK(ledger.fault() == "");
}

}  // namespace ledger::test
