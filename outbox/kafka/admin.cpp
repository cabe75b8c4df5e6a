#include "outbox/kafka/admin.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <thread>

#include "outbox/kafka/failure.hpp"

namespace ledger::kafka {
namespace {

constexpr std::size_t message_bytes = 512;

constexpr std::chrono::milliseconds pause_between_calls{20};

/// While a topic is being made, brokers learn of it and of its leaders one after the other.
bool passes_by_itself(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION || error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || error == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

void check_create_right(rd_kafka_resp_err_t error, const std::string& what, const std::string& topic) {
  if (is_missing_right(error)) check(error, what, {.operation = "CREATE", .resource = "topic " + topic});
}

struct FreeText {
  void operator()(char* text) const { rd_kafka_mem_free(nullptr, text); }
};

}  // namespace

Admin::Admin(const ClusterSettings& cluster, std::chrono::milliseconds deadline) : deadline_(deadline) {
  // A consumer that never consumes: unlike a producer it does not make the topics that it asks about.
  Configuration configuration(cluster);
  configuration.set("allow.auto.create.topics", "false").set("isolation.level", "read_uncommitted");
  client_ = configuration.make(RD_KAFKA_CONSUMER);
}

std::string Admin::cluster_id() {
  const std::unique_ptr<char, FreeText> id(rd_kafka_clusterid(client_.get(), timeout_ms()));
  if (!id) throw Failure(Remedy::start_over, "Kafka did not tell its cluster id in time");
  return id.get();
}

Metadata Admin::look_at(const std::string& name) {
  const Topic topic(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  if (!topic) throw Failure(Remedy::ask_operator, "Kafka topic " + name + " cannot be asked about");
  const rd_kafka_metadata_t* raw = nullptr;
  // By its name: among all topics, one that we may not see is left out as if it were not there.
  check(rd_kafka_metadata(client_.get(), 0, topic.get(), &raw, timeout_ms()), "Kafka metadata");
  Metadata metadata(raw);
  if (metadata->topic_cnt != 1 || metadata->topics[0].err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return nullptr;
  const auto error = metadata->topics[0].err;
  // A partition without a leader is an election under way, or brokers that are away: no matter of the topic itself.
  if (error != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) check(error, "Kafka topic " + name, describe_topic(name));
  return metadata;
}

std::optional<int> Admin::partitions_of(const std::string& name) {
  const auto metadata = look_at(name);
  return metadata ? std::optional(metadata->topics[0].partition_cnt) : std::nullopt;
}

std::optional<TopicState> Admin::find_topic(const std::string& name) {
  const auto metadata = look_at(name);
  if (!metadata) return std::nullopt;
  const auto& topic = metadata->topics[0];
  TopicState state;
  state.partitions = topic.partition_cnt;
  for (int index = 0; index < topic.partition_cnt; ++index) {
    const int replicas = topic.partitions[index].replica_cnt;
    state.replication_factor = index == 0 ? replicas : std::min(state.replication_factor, replicas);
  }
  // It may have been deleted since.
  if (!read_settings(name, state)) return std::nullopt;
  return state;
}

ResultEvent Admin::await(rd_kafka_queue_t* queue, const std::string& what) {
  ResultEvent event(rd_kafka_queue_poll(queue, timeout_ms()));
  if (!event) throw Failure(Remedy::start_over, what + ": no answer in time");
  check(rd_kafka_event_error(event.get()), what);
  return event;
}

bool Admin::read_settings(const std::string& name, TopicState& state) {
  const std::string what = "settings of Kafka topic " + name;
  const Queue queue(rd_kafka_queue_new(client_.get()));
  const ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  const AdminOptions options(rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  std::array<rd_kafka_ConfigResource_t*, 1> resources{resource.get()};
  rd_kafka_DescribeConfigs(client_.get(), resources.data(), resources.size(), options.get(), queue.get());
  const auto event = await(queue.get(), what);
  std::size_t count = 0;
  const auto* const* const answers =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count != 1) throw Failure(Remedy::start_over, what + ": no answer");
  const auto error = rd_kafka_ConfigResource_error(answers[0]);
  if (error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return false;
  check(error, what, {.operation = "DESCRIBE_CONFIGS", .resource = "topic " + name});
  const auto* const* const entries = rd_kafka_ConfigResource_configs(answers[0], &count);
  for (std::size_t index = 0; index < count; ++index) {
    const std::string setting = rd_kafka_ConfigEntry_name(entries[index]);
    const char* const value = rd_kafka_ConfigEntry_value(entries[index]);
    if (value == nullptr) continue;
    state.settings[setting] = value;
    if (setting == "max.message.bytes") state.message_bytes_max = std::strtoll(value, nullptr, 10);
    if (setting == "cleanup.policy") state.cleanup_policy = value;
  }
  return true;
}

void Admin::create_topic(const TopicPlan& plan) {
  const std::string what = "making Kafka topic " + plan.name;
  std::array<char, message_bytes> message{};
  const NewTopic topic(rd_kafka_NewTopic_new(plan.name.c_str(), plan.partitions, plan.replication_factor,
                                             message.data(), message.size()));
  if (!topic) throw Failure(Remedy::ask_operator, what + ": " + message.data());
  for (const auto& [name, value] : plan.settings) {
    check(rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str()), what);
  }
  const AdminOptions options(rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
  // The broker answers once the topic can be used.
  check(rd_kafka_AdminOptions_set_operation_timeout(options.get(), timeout_ms(), message.data(), message.size()), what);
  const Queue queue(rd_kafka_queue_new(client_.get()));
  std::array<rd_kafka_NewTopic_t*, 1> topics{topic.get()};
  rd_kafka_CreateTopics(client_.get(), topics.data(), topics.size(), options.get(), queue.get());
  const auto event = await(queue.get(), what);
  std::size_t count = 0;
  const auto* const* const answers =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t index = 0; index < count; ++index) {
    const auto error = rd_kafka_topic_result_error(answers[index]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    check_create_right(error, what, plan.name);
    const char* const text = rd_kafka_topic_result_error_string(answers[index]);
    throw Failure(Remedy::ask_operator, what + ": " + (text == nullptr ? rd_kafka_err2str(error) : text));
  }
  await_topic(plan);
}

void Admin::await_topic(const TopicPlan& plan) {
  const auto end = std::chrono::steady_clock::now() + deadline_;
  while (true) {
    try {
      const auto state = find_topic(plan.name);
      if (state && state->partitions > 0) {
        end_offsets(plan.name, state->partitions);
        return;
      }
    } catch (const Failure&) {
      if (std::chrono::steady_clock::now() >= end) throw;
    }
    if (std::chrono::steady_clock::now() >= end) {
      throw Failure(Remedy::start_over, "Kafka topic " + plan.name + " was made but did not appear in time");
    }
    std::this_thread::sleep_for(pause_between_calls);
  }
}

std::pair<std::int64_t, std::int64_t> Admin::offsets(const std::string& topic, int partition) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const auto end = std::chrono::steady_clock::now() + deadline_;
  while (true) {
    const auto error =
        rd_kafka_query_watermark_offsets(client_.get(), topic.c_str(), partition, &low, &high, timeout_ms());
    if (!passes_by_itself(error) || std::chrono::steady_clock::now() >= end) {
      check(error, "end of Kafka topic " + topic, describe_topic(topic));
      break;
    }
    std::this_thread::sleep_for(pause_between_calls);
  }
  return {low, high};
}

std::vector<std::int64_t> Admin::end_offsets(const std::string& topic, int partitions) {
  const auto end = std::chrono::steady_clock::now() + deadline_;
  while (true) {
    const Partitions list(rd_kafka_topic_partition_list_new(partitions));
    // In place of a time, this asks for the offset behind the last record.
    for (int partition = 0; partition < partitions; ++partition) {
      rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_END;
    }
    auto error = rd_kafka_offsets_for_times(client_.get(), list.get(), timeout_ms());
    std::vector<std::int64_t> ends(static_cast<std::size_t>(partitions), -1);
    for (int index = 0; index < list->cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; ++index) {
      const auto& answer = list->elems[index];
      error = answer.err == RD_KAFKA_RESP_ERR_NO_ERROR && answer.offset < 0 ? RD_KAFKA_RESP_ERR__TIMED_OUT : answer.err;
      ends[static_cast<std::size_t>(answer.partition)] = answer.offset;
    }
    if (!passes_by_itself(error) || std::chrono::steady_clock::now() >= end) {
      check(error, "ends of Kafka topic " + topic, describe_topic(topic));
      return ends;
    }
    std::this_thread::sleep_for(pause_between_calls);
  }
}

std::int64_t Admin::first_offset(const std::string& topic, int partition) { return offsets(topic, partition).first; }

}  // namespace ledger::kafka
