// ledger-api with auth on, and the issuer whose tokens it believes.
#pragma once

#include <string>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/token_workshop.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/temporary_file.hpp"

namespace ledger::test {

/// Knows the workshop's keys from a file, and signs the tokens of its own login.
class GuardedServer {
 public:
  /// `environment` holds further settings.
  explicit GuardedServer(Process::Environment environment = {});

  [[nodiscard]] ApiServer& api() const { return *api_; }
  [[nodiscard]] const TestDatabase& database() const { return database_; }
  [[nodiscard]] const TemporaryFile& keys() const { return keys_; }
  /// The private keys of its own login.
  [[nodiscard]] const TemporaryFile& login_key() const { return login_key_; }
  /// A good token with one role and these accounts (JSON).
  [[nodiscard]] std::string token_for(const std::string& role, const std::string& accounts = "[]") const;

 private:
  TestDatabase database_;
  TemporaryFile keys_;
  TemporaryFile login_key_;
  std::unique_ptr<ApiServer> api_;
};

/// Returns a valid token of an admin, which expires after this number of seconds and the server's leeway.
std::string admin_token(std::int64_t lifetime_seconds, const std::string& subject = "subject-1");

/// The header that carries a token.
HttpFields bearer(const std::string& token);

}  // namespace ledger::test
