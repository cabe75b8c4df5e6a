// The relay's settings, which an operator can change.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "outbox/kafka/configuration.hpp"

namespace ledger {

/// Bounds of a batch; all greater than zero.
struct BatchLimits {
  std::size_t events_max = 50'000;
  /// Bytes of JSON waiting; one page more may come on top.
  std::size_t json_bytes_max = 64UL * 1024 * 1024;
  /// Events read at a time; at least 8.
  std::size_t page_events_max = 5'000;
  /// Accounts whose last `funded` is kept in memory; raised to page_events_max.
  std::size_t accounts_remembered_max = 500'000;
  /// The time to wait before looking again when there is nothing new; four times as long once there was nothing for a
  /// second, and longer where notices of commits are heard (listening_pause.hpp).
  std::chrono::milliseconds poll_interval{5};
};

/// The limits within which events gather between two Kafka transactions.
struct PacingLimits {
  /// The share of the time that Kafka transactions may take while more events come, 1 to 100; 100 lets one follow the
  /// other without a pause.
  int transaction_share_percent_max = 20;
  /// The longest pause between two of them.
  std::chrono::milliseconds gathering_max{75};
};

/// Names of the topics, and how they are made where they are missing.
struct TopicSettings {
  std::string events = "ledger.events.v1";
  std::string balances = "ledger.balances.v1";
  std::string cursors = "ledger.cursors.v1";
  /// The partitions of events and of balances. Never changes afterwards, or an account's events would go to another
  /// partition.
  int partitions = 12;
  int replication_factor = 1;
  int min_insync_replicas = 1;
  /// The retention of events in milliseconds; −1 keeps them for ever.
  std::int64_t events_retention_ms = -1;
};

struct RelaySettings {
  DatabaseSettings database;
  kafka::ClusterSettings cluster;
  TopicSettings topics;
  /// Two ledgers on one Kafka cluster need different ones, or they fence each other.
  std::string transactional_id_prefix = "ledger-outbox";
  /// CloudEvents' source, a URI reference that tells this ledger from others.
  std::string source = "/ledger";
  BatchLimits batch;
  PacingLimits pacing;
  /// The time for which a relay that vanished keeps a second one waiting.
  std::chrono::milliseconds lease_duration{10'000};
  /// The time for which a Kafka call is repeated before the producer is given up.
  std::chrono::milliseconds kafka_deadline{25'000};
};

/// The journal's fixed transactional.id.
inline std::string transactional_id(const RelaySettings& settings, JournalId journal) {
  return settings.transactional_id_prefix + "-journal-" + std::to_string(journal.value);
}

/// Returns how long a question to the cluster may take.
inline std::chrono::milliseconds admin_deadline(const RelaySettings& settings) {
  return std::min(settings.kafka_deadline, std::chrono::milliseconds(5'000));
}

/// Places of the topics in the producer's list.
enum RelayTopic : std::size_t { events_topic = 0, balances_topic = 1, cursors_topic = 2 };

}  // namespace ledger
