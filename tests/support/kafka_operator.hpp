// What an operator may do to a cluster behind the relay's back.
#pragma once

#include <string>

namespace ledger::test {

/// Each waits until the broker has done it, and throws std::runtime_error if it does not.
void delete_topic(const std::string& brokers, const std::string& topic);
void add_partitions(const std::string& brokers, const std::string& topic, int partitions);
void set_topic_setting(const std::string& brokers, const std::string& topic, const std::string& name,
                       const std::string& value);

/// A single-node broker of a test's own, by deploy/kafka/broker. Stopped and removed at the end.
class OwnBroker {
 public:
  OwnBroker();
  ~OwnBroker();
  OwnBroker(const OwnBroker&) = delete;
  OwnBroker& operator=(const OwnBroker&) = delete;

  /// host:port; the same after every start.
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + port_; }
  void start();
  /// Orderly.
  void stop();
  /// SIGKILL.
  void kill();

 private:
  void run(const std::string& command, const std::string& arguments = "") const;

  std::string folder_;
  std::string port_ = "0";
};

}  // namespace ledger::test
