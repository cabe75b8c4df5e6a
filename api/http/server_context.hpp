// The state that all connections of the server share.
#pragma once

#include <atomic>
#include <cstddef>

#include "api/http/application.hpp"
#include "api/http/http_metrics.hpp"
#include "api/http/limits.hpp"
#include "api/http/tls.hpp"

namespace ledger::api {

/// Outlives all connections.
struct ServerContext {
  const Application& application;
  HttpMetrics& metrics;
  const HttpLimits& limits;
  /// Null: plain TCP.
  const ServerCertificate* tls;
  /// Connections that exist, those being refused included.
  std::atomic<std::size_t> connections{0};
  /// Set once: every answer is its connection's last, so that clients come back elsewhere.
  std::atomic<bool> draining{false};
  /// Set once: requests under way are finished, connections without one are closed.
  std::atomic<bool> stopping{false};
};

}  // namespace ledger::api
