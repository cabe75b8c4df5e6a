// PgBouncer before the tests' PostgreSQL.
#pragma once

#include <optional>
#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// A folder under the system's temporary one, removed at the end of its life with all that is in it. If root runs the
/// tests it belongs to the user "nobody".
class FolderOfNobody {
 public:
  FolderOfNobody();
  ~FolderOfNobody();
  FolderOfNobody(const FolderOfNobody&) = delete;
  FolderOfNobody& operator=(const FolderOfNobody&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Started and reachable when the constructor returns; stopped, and its folder removed, at the end of its life.
class PgBouncer {
 public:
  /// `pool_mode` is "session", "transaction" or "statement"; `more` are further lines of its settings.
  PgBouncer(DatabaseSettings server, const std::string& pool_mode, const std::string& more = "");

  /// Returns settings that lead to the server through PgBouncer, on a unix socket.
  [[nodiscard]] DatabaseSettings settings() const;

 private:
  DatabaseSettings server_;
  FolderOfNobody folder_;
  std::optional<Process> process_;
};

}  // namespace ledger::test
