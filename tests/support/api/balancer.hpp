// A balancer before several ledger-api, which sends new connections where /readyz says that it may.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {

/// Balances TCP connections, as a Service of Kubernetes does: one that was made stays where it leads, whatever /readyz
/// says later.
class Balancer {
 public:
  Balancer();
  ~Balancer();
  Balancer(const Balancer&) = delete;
  Balancer& operator=(const Balancer&) = delete;

  /// Looks after one more server from now on, and returns once it gets connections.
  void add(const ApiServer& server);
  /// Returns true if new connections go to the server.
  [[nodiscard]] bool sends_to(const ApiServer& server) const;

  /// The URL of the servers together, and "host:port" of their gRPC.
  [[nodiscard]] std::string url() const { return "http://" + address_of(http_); }
  [[nodiscard]] std::string grpc_target() const { return address_of(grpc_); }

 private:
  struct Backend {
    std::string url;
    std::uint16_t http_port = 0;
    std::uint16_t grpc_port = 0;
    bool ready = false;
  };

  static std::string address_of(const LoopbackListener& listener) {
    return "127.0.0.1:" + std::to_string(listener.port());
  }
  /// Returns the port of the next ready server; nothing if none is ready.
  std::optional<std::uint16_t> next_port(std::uint16_t Backend::*port);
  void forward(const Socket& client, std::uint16_t Backend::*port, const LoopbackListener& listener);
  void look(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::list<Backend> backends_;
  std::size_t turn_ = 0;
  LoopbackListener http_;
  LoopbackListener grpc_;
  std::jthread looker_;
};

}  // namespace ledger::test
