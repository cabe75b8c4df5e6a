// Looking at the cluster and its topics, and making topics.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "outbox/kafka/configuration.hpp"
#include "outbox/kafka/topic.hpp"

namespace ledger::kafka {

/// For one thread. Every call throws Failure(start_over) after its deadline.
class Admin {
 public:
  explicit Admin(const ClusterSettings& cluster, std::chrono::milliseconds deadline = std::chrono::seconds(5));

  std::string cluster_id();
  /// Returns how many partitions the topic has, or nothing if there is none. Costs the cluster less than find_topic().
  std::optional<int> partitions_of(const std::string& name);
  /// The topic, or nothing if there is none. Never makes it, whatever the broker's auto.create.topics.enable.
  std::optional<TopicState> find_topic(const std::string& name);
  /// Makes it and waits until it can be used; one that is there already stays as it is. Throws Failure(ask_operator)
  /// where the broker refuses.
  void create_topic(const TopicPlan& plan);
  /// The offset behind the last record of each partition, of open and aborted transactions too.
  std::vector<std::int64_t> end_offsets(const std::string& topic, int partitions);
  /// The oldest offset that is still there.
  std::int64_t first_offset(const std::string& topic, int partition);
  /// That one, and the offset behind the last record.
  std::pair<std::int64_t, std::int64_t> offsets(const std::string& topic, int partition);

 private:
  [[nodiscard]] int timeout_ms() const { return static_cast<int>(deadline_.count()); }
  ResultEvent await(rd_kafka_queue_t* queue, const std::string& what);
  /// Returns the cluster's metadata of the topic; null if there is none.
  Metadata look_at(const std::string& name);
  void await_topic(const TopicPlan& plan);
  /// Returns false if the topic is gone meanwhile.
  bool read_settings(const std::string& name, TopicState& state);

  std::chrono::milliseconds deadline_;
  Client client_;
};

}  // namespace ledger::kafka
