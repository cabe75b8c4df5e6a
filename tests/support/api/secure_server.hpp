// ledger-api over TLS.
#pragma once

#include <string>

#include "tests/support/api/api_server.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/kafka/secure_broker.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// ledger-api with a certificate of the authority.
class SecureServer {
 public:
  SecureServer()
      : process_(program_path("ledger-api"), {"--http-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0"},
                 settings()),
        grpc_target_(process_.line_after("listening on grpcs://")),
        url_(process_.line_after("listening on https://")) {}

  [[nodiscard]] const Certificates& certificates() const { return certificates_; }
  [[nodiscard]] std::string port() const { return url_.substr(url_.rfind(':') + 1); }
  /// "127.0.0.1:50051", where gRPC is served.
  [[nodiscard]] const std::string& grpc_target() const { return grpc_target_; }
  [[nodiscard]] Process& process() { return process_; }

 private:
  Process::Environment settings() const {
    auto environment = database_environment(database_.service());
    environment.merge(Process::Environment{{"LEDGER_AUTH", "off"},
                                           {"LEDGER_GRPC_ADDRESS", "127.0.0.1:0"},
                                           {"LEDGER_TLS_CERTIFICATE_FILE", certificates_.path("broker.pem")},
                                           {"LEDGER_TLS_KEY_FILE", certificates_.path("broker.key")}});
    return environment;
  }

  TestDatabase database_;
  Certificates certificates_;
  Process process_;
  std::string grpc_target_;
  std::string url_;
};

}  // namespace ledger::test
