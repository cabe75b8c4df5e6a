#include "outbox/kafka/configuration.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <stdexcept>

#include "outbox/kafka/failure.hpp"

namespace ledger::kafka {
namespace {

constexpr std::size_t message_bytes_max = 512;
/// librdkafka 2.5, the first that pushes its metrics to the broker (KIP-714).
constexpr int first_version_with_metrics_push = 0x02050000;

}  // namespace

/// Syslog's levels: 0 to 3 are errors. Lost brokers come as errors, though the relay puts them right by itself.
void log(const rd_kafka_t*, int level, const char* facility, const char* text) {
  const auto severity = level <= 4 ? spdlog::level::warn : level <= 6 ? spdlog::level::info : spdlog::level::debug;
  spdlog::log(severity, "kafka {}: {}", facility, text);
}

Configuration::Configuration(const ClusterSettings& cluster) : handle_(rd_kafka_conf_new()) {
  rd_kafka_conf_set_log_cb(handle_.get(), &log);
  // Without this callback every error would be logged once more; calls that matter return theirs.
  rd_kafka_conf_set_error_cb(handle_.get(), [](rd_kafka_t*, int, const char*, void*) {});
  // The end of a client would wait for its last push, for up to a second where the broker does not answer; the relay's
  // checks make clients of their own, one after the other.
  if (rd_kafka_version() >= first_version_with_metrics_push) set("enable.metrics.push", "false");
  for (const auto& [name, value] : cluster.properties) set(name, value);
  set("bootstrap.servers", cluster.brokers);
  set("client.id", "ledger-outbox");
  // A broker that comes back is found within a second instead of ten.
  set("reconnect.backoff.ms", "50");
  set("reconnect.backoff.max.ms", "1000");
  set("socket.nagle.disable", "true");
  set("log.connection.close", "false");
}

Configuration& Configuration::set(const std::string& name, const std::string& value) {
  std::array<char, message_bytes_max> message{};
  if (rd_kafka_conf_set(handle_.get(), name.c_str(), value.c_str(), message.data(), message.size()) !=
      RD_KAFKA_CONF_OK) {
    throw std::invalid_argument(std::string("Kafka: ") + message.data());
  }
  return *this;
}

Client Configuration::make(rd_kafka_type_t type) {
  std::array<char, message_bytes_max> message{};
  Client client(rd_kafka_new(type, handle_.get(), message.data(), message.size()));
  if (!client) throw Failure(Remedy::ask_operator, std::string("Kafka client: ") + message.data());
  // rd_kafka_new() has taken it over; only on failure it stays ours.
  static_cast<void>(handle_.release());
  return client;
}

}  // namespace ledger::kafka
