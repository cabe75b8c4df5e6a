// Serves the dialects on a separate listener for clients without tokens, with one principal for everyone.
#pragma once

#include "api/auth/principals/authenticator.hpp"
#include "api/auth_options.hpp"
#include "api/http/server.hpp"
#include "api/rest/dispatcher.hpp"

namespace ledger::api {

/// Serves the routes that Access::dialect is declared for, and no others.
class DialectListener {
 public:
  /// Throws std::runtime_error if others than this machine can reach the address, unless that is forced;
  /// std::invalid_argument for one that is none.
  DialectListener(const DialectSettings& settings, HttpLimits limits, const OwnHosts& own_hosts, const Router& all,
                  AppContext& services, prometheus::Registry& metrics);

  [[nodiscard]] Server& server() { return server_; }

 private:
  const Router router_;
  HttpMetrics metrics_;
  const HttpLimits limits_;
  const FixedPrincipal everyone_;
  const Dispatcher dispatcher_;
  Server server_;
};

/// The routes' names for HttpMetrics: "GET /livez".
std::vector<std::string> names_of(const std::vector<Route>& routes);

}  // namespace ledger::api
