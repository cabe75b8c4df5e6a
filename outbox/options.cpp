#include "outbox/options.hpp"

#include <limits>

#include "ledger/process/command_line.hpp"
#include "outbox/kafka/cluster_options.hpp"

namespace ledger {
namespace {

using namespace std::chrono_literals;

void add_publishing_options(const OptionGroup& group, RelaySettings& settings) {
  group.text({"--transactional-id-prefix", "LEDGER_KAFKA_TRANSACTIONAL_ID_PREFIX",
              "begins the transactional.id; two ledgers on one cluster need different ones"},
             settings.transactional_id_prefix);
  group.text({"--source", "LEDGER_EVENT_SOURCE", "ce_source on every record: which ledger this is, a URI reference"},
             settings.source);
}

void add_topic_options(const OptionGroup& group, TopicSettings& topics) {
  group.text({"--topic-events", "LEDGER_TOPIC_EVENTS", "every event"}, topics.events);
  group.text({"--topic-balances", "LEDGER_TOPIC_BALANCES", "balances, compacted"}, topics.balances);
  group.text({"--topic-cursors", "LEDGER_TOPIC_CURSORS", "the relay's cursors, compacted"}, topics.cursors);
  group.number({"--partitions", "LEDGER_TOPIC_PARTITIONS",
                "partitions of events and balances; fixed once they are made, as accounts would move"},
               topics.partitions, {1, 10'000});
  group.number({"--replication-factor", "LEDGER_TOPIC_REPLICATION_FACTOR", "copies of each partition; 3 in production"},
               topics.replication_factor, {1, 100});
  group.number({"--min-insync-replicas", "LEDGER_TOPIC_MIN_INSYNC_REPLICAS",
                "copies that a record needs before it counts as published; 2 in production"},
               topics.min_insync_replicas, {1, 100});
  group.number(
      {"--events-retention-ms", "LEDGER_TOPIC_EVENTS_RETENTION_MS", "how long events stay in the topic; -1: for ever"},
      topics.events_retention_ms, {-1, std::numeric_limits<std::int64_t>::max()});
}

void add_working_options(const OptionGroup& group, RelaySettings& settings) {
  group.number({"--batch-events-max", "LEDGER_OUTBOX_BATCH_EVENTS_MAX", "events in one Kafka transaction"},
               settings.batch.events_max, {8, 100'000});
  group.number({"--accounts-remembered-max", "LEDGER_OUTBOX_ACCOUNTS_REMEMBERED_MAX",
                "accounts of which it remembers whether they had money, some 100 bytes each"},
               settings.batch.accounts_remembered_max, {BatchLimits().page_events_max, 100'000'000});
  group.duration({"--poll-interval-ms", "LEDGER_OUTBOX_POLL_INTERVAL_MS",
                  "how often to look for new events; four times as rarely after a second without any, and at most "
                  "once a second after two, as ledger-api then announces the next one by NOTIFY"},
                 settings.batch.poll_interval, {1ms, 10min});
  group.number({"--transaction-share-percent-max", "LEDGER_OUTBOX_TRANSACTION_SHARE_PERCENT_MAX",
                "how much of the time Kafka transactions may take under load; 100: events never gather between them"},
               settings.pacing.transaction_share_percent_max, {1, 100});
  group.duration({"--gathering-ms-max", "LEDGER_OUTBOX_GATHERING_MS_MAX",
                  "how long events may gather before the next Kafka transaction begins"},
                 settings.pacing.gathering_max, {0ms, 10s});
  group.duration({"--lease-ms", "LEDGER_OUTBOX_LEASE_MS", "how long a relay that vanished keeps a second one waiting"},
                 settings.lease_duration, {1ms, 10min});
  group.duration({"--kafka-deadline-ms", "LEDGER_OUTBOX_KAFKA_DEADLINE_MS",
                  "how long a Kafka call is repeated before the relay starts over; also transaction.timeout.ms"},
                 settings.kafka_deadline, {1ms, 10min});
}

}  // namespace

void add_relay_options(const OptionGroup& options, RelaySettings& settings) {
  add_database_options(options, settings.database);
  kafka::add_cluster_options(options, settings.cluster);
  add_publishing_options(options.group("Publishing"), settings);
  add_topic_options(options.group("Topics (made if missing)"), settings.topics);
  add_working_options(options.group("Relay"), settings);
}

}  // namespace ledger
