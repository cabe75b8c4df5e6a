#include "tests/support/kafka/kafka_operator.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/configuration.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

constexpr int answer_timeout_ms = 10'000;

void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

void ignore_answer(rd_kafka_event_t*) {}

/// Sends one administrative request by `send`, waits for its answer, and hands that to `receive`.
template <class Send, class Receive = decltype(&ignore_answer)>
void administer(const std::string& brokers, const std::string& what, Send send, Receive receive = &ignore_answer) {
  kafka::Configuration configuration({.brokers = brokers, .properties = {}});
  const auto client = configuration.make(RD_KAFKA_PRODUCER);
  const kafka::Queue queue(rd_kafka_queue_new(client.get()));
  send(client.get(), queue.get());
  const kafka::ResultEvent answer(rd_kafka_queue_poll(queue.get(), answer_timeout_ms));
  require(answer != nullptr, what + ": no answer");
  require(rd_kafka_event_error(answer.get()) == RD_KAFKA_RESP_ERR_NO_ERROR,
          what + ": " + rd_kafka_err2str(rd_kafka_event_error(answer.get())));
  receive(answer.get());
}

using Settings = std::map<std::string, std::string>;

/// Those that were set for this topic alone.
Settings own_settings(rd_kafka_event_t* answer) {
  std::size_t count = 0;
  const auto* const* const resources =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(answer), &count);
  require(count == 1, "no settings of a topic");
  const auto* const* const entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  Settings settings;
  for (std::size_t index = 0; index < count; ++index) {
    if (rd_kafka_ConfigEntry_source(entries[index]) != RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG) continue;
    settings[rd_kafka_ConfigEntry_name(entries[index])] = rd_kafka_ConfigEntry_value(entries[index]);
  }
  return settings;
}

Settings own_settings(const std::string& brokers, const std::string& topic) {
  Settings settings;
  administer(
      brokers, "settings of " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) {
        const kafka::ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
        std::array<rd_kafka_ConfigResource_t*, 1> resources{resource.get()};
        rd_kafka_DescribeConfigs(client, resources.data(), resources.size(), nullptr, queue);
      },
      [&](rd_kafka_event_t* answer) { settings = own_settings(answer); });
  return settings;
}

struct DestroyDeletion {
  void operator()(rd_kafka_DeleteTopic_t* deletion) const { rd_kafka_DeleteTopic_destroy(deletion); }
};
struct DestroyNewPartitions {
  void operator()(rd_kafka_NewPartitions_t* partitions) const { rd_kafka_NewPartitions_destroy(partitions); }
};

struct DestroyPartitionList {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
struct DestroyRecordDeletion {
  void operator()(rd_kafka_DeleteRecords_t* deletion) const { rd_kafka_DeleteRecords_destroy(deletion); }
};

}  // namespace

void delete_records(const std::string& brokers, const std::string& topic, int partition, std::int64_t before_offset) {
  administer(brokers, "deleting records of " + topic, [&](rd_kafka_t* client, rd_kafka_queue_t* queue) {
    const std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyPartitionList> list(
        rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = before_offset;
    const std::unique_ptr<rd_kafka_DeleteRecords_t, DestroyRecordDeletion> deletion(
        rd_kafka_DeleteRecords_new(list.get()));
    std::array<rd_kafka_DeleteRecords_t*, 1> deletions{deletion.get()};
    rd_kafka_DeleteRecords(client, deletions.data(), deletions.size(), nullptr, queue);
  });
}

void delete_topic(const std::string& brokers, const std::string& topic) {
  administer(brokers, "deleting " + topic, [&](rd_kafka_t* client, rd_kafka_queue_t* queue) {
    const std::unique_ptr<rd_kafka_DeleteTopic_t, DestroyDeletion> deletion(rd_kafka_DeleteTopic_new(topic.c_str()));
    std::array<rd_kafka_DeleteTopic_t*, 1> deletions{deletion.get()};
    rd_kafka_DeleteTopics(client, deletions.data(), deletions.size(), nullptr, queue);
  });
  // The controller answers, and a busy broker may show the topic to others for a while yet.
  kafka::Admin admin({.brokers = brokers, .properties = {}});
  require(eventually([&] { return !admin.partitions_of(topic); }), topic + " was deleted and is still there");
}

void add_partitions(const std::string& brokers, const std::string& topic, int partitions) {
  administer(brokers, "adding partitions to " + topic, [&](rd_kafka_t* client, rd_kafka_queue_t* queue) {
    const std::unique_ptr<rd_kafka_NewPartitions_t, DestroyNewPartitions> addition(
        rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions), nullptr, 0));
    std::array<rd_kafka_NewPartitions_t*, 1> additions{addition.get()};
    rd_kafka_CreatePartitions(client, additions.data(), additions.size(), nullptr, queue);
  });
}

void set_topic_setting(const std::string& brokers, const std::string& topic, const std::string& name,
                       const std::string& value) {
  // This request replaces all settings of the topic's own.
  auto settings = own_settings(brokers, topic);
  settings[name] = value;
  administer(brokers, "setting " + name + " of " + topic, [&](rd_kafka_t* client, rd_kafka_queue_t* queue) {
    const kafka::ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    for (const auto& [setting, own] : settings) {
      rd_kafka_ConfigResource_set_config(resource.get(), setting.c_str(), own.c_str());
    }
    std::array<rd_kafka_ConfigResource_t*, 1> resources{resource.get()};
    rd_kafka_AlterConfigs(client, resources.data(), resources.size(), nullptr, queue);
  });
}

OwnBroker::OwnBroker(const std::string& extra_properties) {
  std::string folder = std::filesystem::temp_directory_path() / "ledger-broker-XXXXXX";
  require(mkdtemp(folder.data()) != nullptr, "no folder for a broker");
  folder_ = folder;
  if (!extra_properties.empty()) std::ofstream(folder_ + "/extra.properties") << extra_properties;
  start();
}

OwnBroker::~OwnBroker() {
  try {
    kill();
  } catch (const std::exception& error) {
    WARN("a broker is left behind in " << folder_ << ": " << error.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void OwnBroker::run(const std::string& command, const std::string& arguments) const {
  const auto script = required_environment("LEDGER_TEST_KAFKA_HOME") + "/broker";
  const auto line = "'" + script + "' " + command + " '" + folder_ + "' " + arguments + " >/dev/null";
  require(std::system(line.c_str()) == 0, "the broker could not be made to " + command);
}

void OwnBroker::start() {
  run("start", port_);
  std::ifstream(folder_ + "/broker.port") >> port_;
  std::ifstream(folder_ + "/extra.port") >> extra_port_;
}

void OwnBroker::stop() { run("stop"); }

void OwnBroker::kill() { run("kill"); }

}  // namespace ledger::test
