#include "outbox/topics/topic_check.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ledger {
namespace {

/// Consumers that are away for less learn from a tombstone that an account vanished. Kafka's own default.
constexpr std::int64_t tombstones_kept_ms_min = 86'400'000;

using Refusal = std::optional<std::string>;

std::optional<std::int64_t> number_of(const kafka::TopicState& topic, const std::string& setting) {
  const auto found = topic.settings.find(setting);
  if (found == topic.settings.end()) return std::nullopt;
  const auto& text = found->second;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Events only: the other topics are compacted, and forget nothing by age or size.
Refusal check_retention(const TopicSettings& wanted, const kafka::TopicState& topic) {
  const auto bytes = number_of(topic, "retention.bytes").value_or(-1);
  if (bytes >= 0) {
    return fmt::format("topic {} has retention.bytes={} and would forget the events beyond; set it to -1",
                       wanted.events, bytes);
  }
  const auto milliseconds = number_of(topic, "retention.ms").value_or(-1);
  const auto asked = wanted.events_retention_ms;
  if (milliseconds < 0 || (asked >= 0 && milliseconds >= asked)) return std::nullopt;
  if (asked >= 0) {
    return fmt::format(
        "topic {} has retention.ms={} and would forget events sooner than LEDGER_TOPIC_EVENTS_RETENTION_MS={} asks; "
        "set it to {}",
        wanted.events, milliseconds, asked, asked);
  }
  return fmt::format(
      "topic {} has retention.ms={} and would forget events; set it to -1, or start the relay with "
      "LEDGER_TOPIC_EVENTS_RETENTION_MS={} if that is meant",
      wanted.events, milliseconds, milliseconds);
}

Refusal check_elections(const std::string& name, const kafka::TopicState& topic) {
  const auto found = topic.settings.find("unclean.leader.election.enable");
  if (found == topic.settings.end() || found->second != "true") return std::nullopt;
  return fmt::format(
      "topic {} has unclean.leader.election.enable=true: a copy that lacks records may take over, and what was "
      "published would be lost; set it to false",
      name);
}

/// Refuses a topic whose records have too few copies once they count as published.
Refusal check_copies(const TopicSettings& wanted, const std::string& name, const kafka::TopicState& topic) {
  const auto in_sync = number_of(topic, "min.insync.replicas").value_or(wanted.min_insync_replicas);
  if (in_sync < wanted.min_insync_replicas) {
    return fmt::format(
        "topic {} has min.insync.replicas={}, and LEDGER_TOPIC_MIN_INSYNC_REPLICAS asks for {}: what counts as "
        "published could be lost with fewer brokers; set it to {}",
        name, in_sync, wanted.min_insync_replicas, wanted.min_insync_replicas);
  }
  const int copies = topic.replication_factor;
  if (copies == 0) return std::nullopt;
  if (copies < in_sync) {
    return fmt::format(
        "topic {} has {} replicas and min.insync.replicas={}, so that it takes no record; give its partitions {} "
        "replicas or more",
        name, copies, in_sync, in_sync);
  }
  if (copies == 1 && wanted.replication_factor > 1) {
    return fmt::format(
        "topic {} has 1 replica, and LEDGER_TOPIC_REPLICATION_FACTOR asks for {}: what was published would be lost "
        "with "
        "one broker; give its partitions {} replicas",
        name, wanted.replication_factor, wanted.replication_factor);
  }
  return std::nullopt;
}

void warn_of_copies(const TopicSettings& wanted, const std::string& name, const kafka::TopicState& topic,
                    std::vector<std::string>& warnings) {
  if (topic.replication_factor == 0 || topic.replication_factor >= wanted.replication_factor) return;
  warnings.push_back(fmt::format("topic {} has {} replicas, and LEDGER_TOPIC_REPLICATION_FACTOR asks for {}", name,
                                 topic.replication_factor, wanted.replication_factor));
}

void warn_of_tombstones(const std::string& name, const kafka::TopicState& topic, std::vector<std::string>& warnings) {
  const auto kept = number_of(topic, "delete.retention.ms").value_or(tombstones_kept_ms_min);
  if (kept >= tombstones_kept_ms_min) return;
  warnings.push_back(fmt::format(
      "topic {} has delete.retention.ms={}: consumers that are away for longer do not learn that an account vanished; "
      "{} or more is better",
      name, kept, tombstones_kept_ms_min));
}

}  // namespace

TopicVerdict judge_topics(const TopicSettings& wanted, const TopicStates& topics) {
  TopicVerdict verdict;
  if (topics.events) verdict.refusal = check_retention(wanted, *topics.events);
  const auto judge = [&](const std::string& name, const std::optional<kafka::TopicState>& topic) {
    if (!topic) return;
    if (!verdict.refusal) verdict.refusal = check_elections(name, *topic);
    if (!verdict.refusal) verdict.refusal = check_copies(wanted, name, *topic);
    warn_of_copies(wanted, name, *topic, verdict.warnings);
  };
  judge(wanted.events, topics.events);
  judge(wanted.balances, topics.balances);
  judge(wanted.cursors, topics.cursors);
  if (topics.balances) warn_of_tombstones(wanted.balances, *topics.balances, verdict.warnings);
  return verdict;
}

}  // namespace ledger
