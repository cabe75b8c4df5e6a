// The state that all connections of the server share.
#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>

#include "api/http/application.hpp"
#include "api/http/http_metrics.hpp"
#include "api/http/limits.hpp"

namespace ledger::api {

/// Outlives all connections.
struct ServerContext {
  const Application& application;
  HttpMetrics& metrics;
  const HttpLimits& limits;
  /// Null: plain TCP.
  boost::asio::ssl::context* tls;
  /// Connections that exist, those being refused included.
  std::atomic<std::size_t> connections{0};
  /// Set once: requests under way are finished, connections without one are closed.
  std::atomic<bool> stopping{false};
};

}  // namespace ledger::api
