// The address of Kafka and the way to log in, and librdkafka's configuration made from them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "outbox/kafka/handles.hpp"

namespace ledger::kafka {

/// The address of the cluster, and the way to log in.
struct ClusterSettings {
  /// "host:port,host:port"
  std::string brokers = "127.0.0.1:9092";
  /// Further librdkafka properties, such as security.protocol, and secrets among them: never to be logged. What
  /// this program itself depends on overrides them.
  std::vector<std::pair<std::string, std::string>> properties;
};

/// Writes librdkafka's messages to our log. `level` is syslog's.
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
