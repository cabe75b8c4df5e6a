// The settings about callers and TLS, as flags and environment variables.
#pragma once

#include <string>

#include "api/auth/auth_settings.hpp"
#include "api/http/tls.hpp"

namespace CLI {
class App;
}

namespace ledger::api {

/// The dialects' listener for clients that have no tokens; none without an address.
struct DialectSettings {
  /// host:port
  std::string address;
  /// Whether others than this machine may reach it.
  bool anywhere = false;
};

void add_auth_options(CLI::App& app, AuthSettings& auth);
void add_tls_options(CLI::App& app, TlsFiles& tls);
void add_dialect_options(CLI::App& app, DialectSettings& dialects);

}  // namespace ledger::api
