#include "tests/support/relay_harness.hpp"

#include <algorithm>
#include <array>

#include "ledger/journal/chain.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/event_from_json.hpp"
#include "tests/support/eventually.hpp"

namespace ledger::test {

RelaySettings relay_settings(const TestDatabase& database, const std::string& brokers) {
  const auto name = unique_name("relay");
  RelaySettings settings;
  settings.database = database.service();
  settings.cluster.brokers = brokers;
  settings.topics.events = name + ".events";
  settings.topics.balances = name + ".balances";
  settings.topics.cursors = name + ".cursors";
  settings.topics.partitions = test_partitions;
  settings.transactional_id_prefix = name;
  settings.lease_duration = std::chrono::milliseconds(300);
  settings.kafka_deadline = std::chrono::seconds(8);
  return settings;
}

bool RunningRelay::becomes_ready() const {
  return eventually([this] { return !why_not_ready(); });
}

std::string RunningRelay::reason_to_stop() const {
  eventually([this] { return why_not_ready().value_or("starting").find("ledger-outbox resume") != std::string::npos; });
  return why_not_ready().value_or("");
}

std::vector<Event> published_events(const RelaySettings& settings, std::size_t count) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, settings.topics.partitions);
  std::vector<Event> events;
  for (const auto& record : topic.read(count)) events.push_back(event_from_json(record.value));
  std::sort(events.begin(), events.end(),
            [](const Event& left, const Event& right) { return left.position < right.position; });
  return events;
}

void delete_topic(const std::string& brokers, const std::string& topic) {
  kafka::Configuration configuration({.brokers = brokers, .properties = {}});
  const auto client = configuration.make(RD_KAFKA_PRODUCER);
  const kafka::Queue queue(rd_kafka_queue_new(client.get()));
  auto* deletion = rd_kafka_DeleteTopic_new(topic.c_str());
  std::array<rd_kafka_DeleteTopic_t*, 1> deletions{deletion};
  rd_kafka_DeleteTopics(client.get(), deletions.data(), deletions.size(), nullptr, queue.get());
  const kafka::ResultEvent event(rd_kafka_queue_poll(queue.get(), 10'000));
  rd_kafka_DeleteTopic_destroy(deletion);
  REQUIRE(event);
  REQUIRE(rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

std::string fault_in(const std::vector<ConsumedRecord>& records, const Hash& genesis, std::size_t count) {
  std::unordered_map<AccountId, Version> versions;
  std::vector<Event> events;
  // Partitions are interleaved anyhow, but one account's events are all in one partition, in their order.
  for (const auto& record : records) {
    events.push_back(event_from_json(record.value));
    const auto& event = events.back();
    auto& version = versions[event.account];
    if (event.version != version.next()) {
      return "account " + record.key + ": version " + std::to_string(event.version.value) + " comes after " +
             std::to_string(version.value);
    }
    version = event.version;
  }
  std::sort(events.begin(), events.end(),
            [](const Event& left, const Event& right) { return left.position < right.position; });
  Chain chain;
  Hash previous = genesis;
  Position expected(1);
  for (const auto& event : events) {
    if (event.position != expected) {
      return "position " + std::to_string(event.position.value) + " where " + std::to_string(expected.value) +
             " was expected";
    }
    if (chain.link(previous, event) != event.hash) {
      return "the chain is broken at position " + std::to_string(event.position.value);
    }
    previous = event.hash;
    expected = expected.next();
  }
  if (events.size() != count) return std::to_string(events.size()) + " events where there are " + std::to_string(count);
  return "";
}

}  // namespace ledger::test
