// The settings about callers and TLS, as flags and environment variables.
#pragma once

#include <string>

#include "api/auth/auth_settings.hpp"
#include "api/http/tls.hpp"

namespace ledger {
class OptionGroup;
}

namespace ledger::api {

/// The dialects' listener for clients that have no tokens; none without an address.
struct DialectSettings {
  /// host:port
  std::string address;
  /// True if the server may listen on addresses that other machines can reach.
  bool anywhere = false;
};

void add_auth_options(const OptionGroup& options, AuthSettings& auth);
void add_tls_options(const OptionGroup& options, TlsFiles& tls);
void add_dialect_options(const OptionGroup& options, DialectSettings& dialects);

}  // namespace ledger::api
