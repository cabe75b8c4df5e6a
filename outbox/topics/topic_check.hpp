// Do the topics keep what is published? A pure function of their settings, which others may have made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outbox/kafka/topic.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// Nothing for a topic that is not there.
struct TopicStates {
  std::optional<kafka::TopicState> events;
  std::optional<kafka::TopicState> balances;
  std::optional<kafka::TopicState> cursors;
};

struct TopicVerdict {
  /// Events may be lost, or their order: an operator has to change a setting first, which this names with its value.
  std::optional<std::string> refusal;
  /// Settings that are only risky, a sentence each.
  std::vector<std::string> warnings;
};

/// Compares the topics with what the operator asked for. A setting that the cluster did not tell is not judged.
TopicVerdict judge_topics(const TopicSettings& wanted, const TopicStates& topics);

}  // namespace ledger
