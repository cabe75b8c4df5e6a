// The state of a topic, and the state that it should have.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace ledger::kafka {

/// A topic's partitions, copies and settings.
struct TopicState {
  int partitions = 0;
  std::int64_t message_bytes_max = 0;
  /// "delete", "compact" or "compact,delete".
  std::string cleanup_policy;
  /// Copies of the partition that has the fewest; 0 if that is not known.
  int replication_factor = 0;
  /// All settings by name, those left at the broker's default too; but for secret ones.
  std::map<std::string, std::string> settings = {};
};

/// A topic to be made.
struct TopicPlan {
  std::string name;
  int partitions = 1;
  int replication_factor = 1;
  /// Topic settings such as cleanup.policy.
  std::map<std::string, std::string> settings;
};

}  // namespace ledger::kafka
