// GET /livez, /readyz and /metrics for the programs that serve nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace prometheus {
class Registry;
}

namespace ledger {

/// Answers one request a connection, by one thread. At most 64 connections at a time: one more closes the oldest, so
/// that idle ones do not keep probes out. A request's header has at most 8 KiB and 2 s to arrive, its answer 5 s.
class StatusServer {
 public:
  /// Returns why the program is not ready, in a sentence for its operator; nothing if it is. Called by the server's
  /// thread: it must not block. An exception answers 503 as well.
  using Readiness = std::function<std::optional<std::string>()>;

  /// Listens on `address` ("host:port"; port 0 takes any that is free). `metrics` must outlive the server. Throws
  /// std::invalid_argument for a malformed address and boost::system::system_error for one that cannot be had.
  /// /metrics has those of process_metrics() and a gauge named `ready_metric` as well, unless that is empty: 1 if
  /// /readyz answers 200 at that moment, else 0.
  StatusServer(const std::string& address, Readiness readiness, const prometheus::Registry& metrics,
               std::string ready_metric = "");
  /// Cuts open connections and stops the thread.
  ~StatusServer();
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;

  /// "http://127.0.0.1:8001", with the port that was bound.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace ledger
