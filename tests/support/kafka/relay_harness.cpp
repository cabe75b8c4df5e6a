#include "tests/support/kafka/relay_harness.hpp"
#include "ledger/publication/event_from_json.hpp"

#include <algorithm>

#include "ledger/journal/chain.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/environment.hpp"
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

std::map<std::string, std::string> relay_environment(const RelaySettings& settings) {
  return {{"DB_HOST", settings.database.host},
          {"DB_PORT", settings.database.port},
          {"DB_NAME", settings.database.name},
          {"DB_USER", settings.database.user},
          {"DB_PASSWORD", settings.database.password},
          {"KAFKA_BROKERS", settings.cluster.brokers},
          {"LEDGER_TOPIC_EVENTS", settings.topics.events},
          {"LEDGER_TOPIC_BALANCES", settings.topics.balances},
          {"LEDGER_TOPIC_CURSORS", settings.topics.cursors},
          {"LEDGER_TOPIC_PARTITIONS", std::to_string(settings.topics.partitions)},
          {"LEDGER_KAFKA_TRANSACTIONAL_ID_PREFIX", settings.transactional_id_prefix},
          {"LEDGER_OUTBOX_LEASE_MS", std::to_string(settings.lease_duration.count())},
          {"LEDGER_OUTBOX_KAFKA_DEADLINE_MS", std::to_string(settings.kafka_deadline.count())},
          {"LEDGER_OUTBOX_STATUS_ADDRESS", "127.0.0.1:0"}};
}

void RelayLedger::add(int accounts, int deposits) {
  count += append_deposits(factory, database.service(), accounts, deposits);
}

bool RelayLedger::is_published() const { return published_events(settings, count).size() == count; }

std::string RelayLedger::fault() const { return fault_in_topic(settings, database, count); }

bool RunningRelay::becomes_ready() const {
  return eventually([this] { return !why_not_ready(); });
}

std::uint64_t RunningRelay::transactions() const {
  const auto families = metrics_.Collect();
  const auto batches = std::find_if(families.begin(), families.end(),
                                    [](const auto& family) { return family.name == "ledger_outbox_batch_events"; });
  if (batches == families.end()) throw std::logic_error("the relay has no metric of its transactions");
  return batches->metric.front().histogram.sample_count;
}

std::string RunningRelay::reason_to_stop() const {
  eventually([this] { return why_not_ready().value_or("starting").find("ledger-outbox resume") != std::string::npos; });
  return why_not_ready().value_or("");
}

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

std::string fault_in_topic(const RelaySettings& settings, const TestDatabase& database, std::size_t count) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, settings.topics.partitions);
  topic.read(count);
  return fault_in(topic.read_rest(), genesis_of(database), count);
}

std::vector<Event> published_events(const RelaySettings& settings, std::size_t count) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.events, settings.topics.partitions);
  std::vector<Event> events;
  for (const auto& record : topic.read(count)) events.push_back(parse_event_json(record.value).value().event);
  std::sort(events.begin(), events.end(),
            [](const Event& left, const Event& right) { return left.position < right.position; });
  return events;
}

std::string fault_in(const std::vector<ConsumedRecord>& records, const Hash& genesis, std::size_t count) {
  std::unordered_map<AccountId, Version> versions;
  std::vector<Event> events;
  // Partitions are interleaved anyhow, but one account's events are all in one partition, in their order.
  for (const auto& record : records) {
    events.push_back(parse_event_json(record.value).value().event);
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
