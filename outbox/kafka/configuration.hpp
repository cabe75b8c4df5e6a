// How to reach Kafka, and librdkafka's configuration made from it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "outbox/kafka/handles.hpp"

namespace ledger::kafka {

/// Where the cluster is.
struct ClusterSettings {
  /// "host:port,host:port"
  std::string brokers = "127.0.0.1:9092";
  /// Further librdkafka properties, such as security.protocol, and secrets among them: never to be logged. What
  /// this program itself depends on overrides them.
  std::vector<std::pair<std::string, std::string>> properties;
};

/// What librdkafka has to say, into our log. `level`: syslog's.
void log(const rd_kafka_t* client, int level, const char* facility, const char* text);

/// A configuration under construction. It logs through spdlog.
class Configuration {
 public:
  explicit Configuration(const ClusterSettings& cluster);

  /// Throws std::invalid_argument for what librdkafka does not know.
  Configuration& set(const std::string& name, const std::string& value);
  [[nodiscard]] rd_kafka_conf_t* raw() const { return handle_.get(); }

  /// Makes the client, which takes over the configuration. Throws Failure(ask_operator).
  Client make(rd_kafka_type_t type);

 private:
  ConfigurationHandle handle_;
};

}  // namespace ledger::kafka
