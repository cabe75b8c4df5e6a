// A TCP proxy before a Kafka broker that holds back the end of a transaction.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {

/// Understands as much of Kafka's protocol as that takes: frames with their lengths, and the key of each request.
class CommitHoldingProxy {
 public:
  CommitHoldingProxy();

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }
  /// Sets the broker's port. Connections made before reach nothing.
  void forward_to(std::uint16_t port) { broker_port_ = port; }

  /// Holds requests to end a transaction from now on, and all requests behind them.
  void hold() { is_holding_ = true; }
  /// Returns true if a request to end a transaction is being held.
  [[nodiscard]] bool has_one() const { return held_ > 0; }
  /// Lets them go, also those whose senders have died since, and waits until the broker has answered them; false if it
  /// does not in time.
  bool release();

 private:
  class Connection;
  void forward(const Socket& client);

  std::atomic<std::uint16_t> broker_port_{0};
  std::atomic<bool> is_holding_{false};
  std::atomic<int> held_{0};
  LoopbackListener listener_;
};

/// A broker that tells its clients to connect through the proxy.
class BrokerBehindProxy {
 public:
  BrokerBehindProxy();

  [[nodiscard]] CommitHoldingProxy& proxy() { return proxy_; }
  /// host:port of the proxy.
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(proxy_.port()); }
  /// The broker's own host:port, past the proxy.
  [[nodiscard]] std::string direct_address() const { return broker_.address(); }

 private:
  // The broker has to know its port.
  CommitHoldingProxy proxy_;
  OwnBroker broker_;
};

}  // namespace ledger::test
