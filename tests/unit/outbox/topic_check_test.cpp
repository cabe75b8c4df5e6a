// Do the topics keep what is published? Each setting that others may have made otherwise, alone.
#include "outbox/topics/topic_check.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

using Settings = std::map<std::string, std::string>;

/// Returns the judged settings of a topic made by the relay, as Kafka 3.9 reports them.
kafka::TopicState made_by_relay(const std::string& policy) {
  kafka::TopicState topic{.partitions = 12, .message_bytes_max = 1'048'588, .cleanup_policy = policy};
  topic.replication_factor = 3;
  topic.settings = {{"retention.ms", policy == "delete" ? "-1" : "604800000"},
                    {"retention.bytes", "-1"},
                    {"delete.retention.ms", "86400000"},
                    {"min.insync.replicas", "2"},
                    {"unclean.leader.election.enable", "false"},
                    {"message.timestamp.type", "CreateTime"},
                    {"compression.type", "producer"}};
  return topic;
}

struct Scene {
  TopicSettings wanted;
  TopicStates topics{
      .events = made_by_relay("delete"), .balances = made_by_relay("compact"), .cursors = made_by_relay("compact")};
  Scene() {
    wanted.events = "events";
    wanted.balances = "balances";
    wanted.cursors = "cursors";
    wanted.replication_factor = 3;
    wanted.min_insync_replicas = 2;
  }
};

/// The verdict after one change: the refusal, else the warnings, else "fine".
template <class Change>
std::string verdict_after(Change change) {
  Scene scene;
  change(scene);
  const auto verdict = judge_topics(scene.wanted, scene.topics);
  if (verdict.refusal) return "refused: " + *verdict.refusal;
  std::string text;
  for (const auto& warning : verdict.warnings) text += "warned: " + warning + "\n";
  return text.empty() ? "fine" : text;
}

}  // namespace

TEST_CASE("Topics that keep everything are fine", "[topic_check]") {
  CHECK(verdict_after([](auto&) {}) == "fine");
  CHECK(verdict_after([](auto& scene) { scene.topics = {}; }) == "fine");
  // Harmless: the broker packs or stamps records itself; compacted topics forget nothing by age.
  CHECK(verdict_after([](auto& scene) {
          scene.topics.events->settings["compression.type"] = "gzip";
          scene.topics.events->settings["message.timestamp.type"] = "LogAppendTime";
          scene.topics.balances->settings["retention.ms"] = "1000";
        }) == "fine");
  // A cluster that does not report its settings is not judged.
  CHECK(verdict_after([](auto& scene) {
          for (auto* topic : {&scene.topics.events, &scene.topics.balances, &scene.topics.cursors}) {
            (*topic)->settings.clear();
            (*topic)->replication_factor = 0;
          }
        }) == "fine");
}

TEST_CASE("A topic of events that forgets is refused, unless it was asked to", "[topic_check]") {
  const auto with = [](std::int64_t asked, const std::string& milliseconds) {
    return verdict_after([&](auto& scene) {
      scene.wanted.events_retention_ms = asked;
      scene.topics.events->settings["retention.ms"] = milliseconds;
    });
  };
  CHECK_THAT(with(-1, "604800000"),
             StartsWith("refused: topic events has retention.ms=604800000 and would forget events; set it to -1") &&
                 Contains("LEDGER_TOPIC_EVENTS_RETENTION_MS=604800000"));
  CHECK(with(604'800'000, "604800000") == "fine");
  CHECK(with(604'800'000, "604800001") == "fine");
  CHECK(with(604'800'000, "-1") == "fine");
  CHECK_THAT(with(604'800'000, "604799999"), StartsWith("refused: ") && Contains("set it to 604800000"));
  CHECK_THAT(with(-1, "0"), StartsWith("refused: "));
  CHECK_THAT(verdict_after([](auto& scene) { scene.topics.events->settings["retention.bytes"] = "1073741824"; }),
             StartsWith("refused: topic events has retention.bytes=1073741824") && Contains("set it to -1"));
}

TEST_CASE("A topic whose published records may be lost is refused by its name", "[topic_check]") {
  const auto topic = GENERATE(as<std::string>(), "events", "balances", "cursors");
  const auto after = [&](auto change) {
    return verdict_after([&](auto& scene) {
      auto& topics = scene.topics;
      change(topic == "events" ? *topics.events : topic == "balances" ? *topics.balances : *topics.cursors, scene);
    });
  };
  CHECK_THAT(after([](auto& state, auto&) { state.settings["unclean.leader.election.enable"] = "true"; }),
             StartsWith("refused: topic " + topic + " has unclean.leader.election.enable=true") &&
                 Contains("set it to false"));
  CHECK_THAT(after([](auto& state, auto&) { state.settings["min.insync.replicas"] = "1"; }),
             StartsWith("refused: topic " + topic + " has min.insync.replicas=1") && Contains("set it to 2"));
  CHECK_THAT(after([](auto& state, auto&) { state.replication_factor = 1; }),
             StartsWith("refused: topic " + topic + " has 1 replicas and min.insync.replicas=2"));
  CHECK_THAT(after([](auto& state, auto& scene) {
               scene.wanted.min_insync_replicas = 1;
               state.settings["min.insync.replicas"] = "1";
               state.replication_factor = 1;
             }),
             StartsWith("refused: topic " + topic + " has 1 replica, ") && Contains("give its partitions 3 replicas"));
  // More than was asked for is no fault.
  CHECK(after([](auto& state, auto&) {
          state.settings["min.insync.replicas"] = "3";
          state.replication_factor = 4;
        }) == "fine");
}

TEST_CASE("A topic that is only risky is warned of by its name", "[topic_check]") {
  CHECK(verdict_after([](auto& scene) { scene.topics.cursors->replication_factor = 2; }) ==
        "warned: topic cursors has 2 replicas, and LEDGER_TOPIC_REPLICATION_FACTOR asks for 3\n");
  CHECK_THAT(verdict_after([](auto& scene) { scene.topics.balances->settings["delete.retention.ms"] = "1000"; }),
             StartsWith("warned: topic balances has delete.retention.ms=1000") && Contains("86400000 or more"));
  // There are tombstones in the balances only.
  CHECK(verdict_after([](auto& scene) { scene.topics.cursors->settings["delete.retention.ms"] = "1000"; }) == "fine");
}

}  // namespace ledger
