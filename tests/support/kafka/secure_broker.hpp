// A broker that speaks TLS, asks for a certificate, and lets only one user in.
#pragma once

#include <string>

#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// Certificates made by openssl: an authority's, and two signed by it, each with its key in PEM. Removed at the end.
class Certificates {
 public:
  Certificates();
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  /// Returns the path of "authority.pem", "broker.pem", "client.pem", "client.key" or the unsigned "stranger.pem".
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
  /// Puts another authority's file of this name in place of its own, all at once.
  void replace(const std::string& name, const Certificates& other) const;

 private:
  void sign(const std::string& name) const;

  std::string folder_;
};

/// Its plain listener stays, for the tests' own look at the topics.
class SecureBroker {
 public:
  SecureBroker();

  [[nodiscard]] const OwnBroker& broker() const { return broker_; }
  [[nodiscard]] const Certificates& certificates() const { return certificates_; }
  /// Returns the environment variables with which a program may connect.
  [[nodiscard]] Process::Environment environment() const;

 private:
  Certificates certificates_;
  OwnBroker broker_;
};

/// The user's.
constexpr const char* secure_broker_password = "c0rrect;horse=battery";

}  // namespace ledger::test
