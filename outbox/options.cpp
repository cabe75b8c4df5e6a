#include "outbox/options.hpp"

#include <CLI/CLI.hpp>

#include "outbox/kafka/cluster_options.hpp"

namespace ledger {
namespace {

void add_publishing_options(CLI::App& app, RelaySettings& settings) {
  const std::string group = "Publishing";
  app.add_option("--transactional-id-prefix", settings.transactional_id_prefix,
                 "begins the transactional.id; two ledgers on one cluster need different ones")
      ->envname("LEDGER_KAFKA_TRANSACTIONAL_ID_PREFIX")
      ->capture_default_str()
      ->group(group);
  app.add_option("--source", settings.source, "ce_source on every record: which ledger this is, a URI reference")
      ->envname("LEDGER_EVENT_SOURCE")
      ->capture_default_str()
      ->group(group);
}

void add_topic_options(CLI::App& app, TopicSettings& topics) {
  const std::string group = "Topics (made if missing)";
  app.add_option("--topic-events", topics.events, "every event")
      ->envname("LEDGER_TOPIC_EVENTS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--topic-balances", topics.balances, "balances, compacted")
      ->envname("LEDGER_TOPIC_BALANCES")
      ->capture_default_str()
      ->group(group);
  app.add_option("--topic-cursors", topics.cursors, "the relay's cursors, compacted")
      ->envname("LEDGER_TOPIC_CURSORS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--partitions", topics.partitions,
                 "partitions of events and balances; fixed once they are made, as accounts would move")
      ->check(CLI::Range(1, 10'000))
      ->envname("LEDGER_TOPIC_PARTITIONS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--replication-factor", topics.replication_factor, "copies of each partition; 3 in production")
      ->check(CLI::Range(1, 100))
      ->envname("LEDGER_TOPIC_REPLICATION_FACTOR")
      ->capture_default_str()
      ->group(group);
  app.add_option("--min-insync-replicas", topics.min_insync_replicas,
                 "copies that a record needs before it counts as published; 2 in production")
      ->check(CLI::Range(1, 100))
      ->envname("LEDGER_TOPIC_MIN_INSYNC_REPLICAS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--events-retention-ms", topics.events_retention_ms, "how long events stay in the topic; -1: for ever")
      ->check(CLI::Range(std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()))
      ->envname("LEDGER_TOPIC_EVENTS_RETENTION_MS")
      ->capture_default_str()
      ->group(group);
}

template <class Setting>
CLI::Option* add_milliseconds(CLI::App& app, const std::string& flag, Setting& setting, const std::string& help) {
  return app
      .add_option_function<std::int64_t>(
          flag, [&setting](const std::int64_t& value) { setting = std::chrono::milliseconds(value); }, help)
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{600'000}))
      ->default_str(std::to_string(setting.count()));
}

}  // namespace

void add_relay_options(CLI::App& app, RelaySettings& settings) {
  add_database_options(app, settings.database);
  kafka::add_cluster_options(app, settings.cluster);
  add_publishing_options(app, settings);
  add_topic_options(app, settings.topics);
  const std::string group = "Relay";
  app.add_option("--batch-events-max", settings.batch.events_max, "events in one Kafka transaction")
      ->check(CLI::Range(std::size_t{8}, std::size_t{100'000}))
      ->envname("LEDGER_OUTBOX_BATCH_EVENTS_MAX")
      ->capture_default_str()
      ->group(group);
  add_milliseconds(app, "--poll-interval-ms", settings.batch.poll_interval,
                   "how often to look for new events when idle")
      ->envname("LEDGER_OUTBOX_POLL_INTERVAL_MS")
      ->group(group);
  add_milliseconds(app, "--lease-ms", settings.lease_duration,
                   "how long a relay that vanished keeps a second one waiting")
      ->envname("LEDGER_OUTBOX_LEASE_MS")
      ->group(group);
  add_milliseconds(app, "--kafka-deadline-ms", settings.kafka_deadline,
                   "how long a Kafka call is repeated before the relay starts over; also transaction.timeout.ms")
      ->envname("LEDGER_OUTBOX_KAFKA_DEADLINE_MS")
      ->group(group);
}

}  // namespace ledger
