// What every connection of the server shares.
#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>

#include "api/auth/authenticator.hpp"
#include "api/http/http_metrics.hpp"
#include "api/http/limits.hpp"
#include "api/http/own_hosts.hpp"
#include "api/http/router.hpp"

namespace ledger::api {

/// Outlives all connections.
struct ServerContext {
  const Router& router;
  AppContext& services;
  HttpMetrics& metrics;
  const HttpLimits& limits;
  const Authenticator& authenticator;
  /// Null: plain TCP.
  boost::asio::ssl::context* tls;
  /// Null where callers are known by their tokens: a web page has none.
  const OwnHosts* own_hosts;
  /// Connections that exist, those being refused included.
  std::atomic<std::size_t> connections{0};
  /// Set once: requests under way are finished, connections without one are closed.
  std::atomic<bool> stopping{false};
};

}  // namespace ledger::api
