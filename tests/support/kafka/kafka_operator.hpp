// The operations on a cluster that an operator may carry out without the relay's knowledge.
#pragma once

#include <cstdint>
#include <string>

namespace ledger::test {

/// Each waits until the broker has done it, and throws std::runtime_error if it does not.
void delete_topic(const std::string& brokers, const std::string& topic);
void add_partitions(const std::string& brokers, const std::string& topic, int partitions);
void set_topic_setting(const std::string& brokers, const std::string& topic, const std::string& name,
                       const std::string& value);

/// Deletes the records of a partition before the offset.
void delete_records(const std::string& brokers, const std::string& topic, int partition, std::int64_t before_offset);

/// A single-node broker of a test's own, by deploy/kafka/broker. Stopped and removed at the end.
class OwnBroker {
 public:
  /// `extra_properties`: further settings of the broker, as deploy/kafka/broker explains.
  explicit OwnBroker(const std::string& extra_properties = "");
  ~OwnBroker();
  OwnBroker(const OwnBroker&) = delete;
  OwnBroker& operator=(const OwnBroker&) = delete;

  /// host:port; the same after every start.
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + port_; }
  /// host:port of the listener that the extra properties may have given @EXTRA_PORT@; another one after each start.
  [[nodiscard]] std::string extra_address() const { return "127.0.0.1:" + extra_port_; }
  void start();
  /// Orderly.
  void stop();
  /// SIGKILL.
  void kill();

 private:
  void run(const std::string& command, const std::string& arguments = "") const;

  std::string folder_;
  std::string port_ = "0";
  std::string extra_port_;
};

}  // namespace ledger::test
