// A PostgreSQL server of a test's own, for what concerns a whole server.
#pragma once

#include <memory>
#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// A folder that is removed at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A migrated database on a server that takes no connections from other hosts, and ends with this object.
class PrivateServer {
 public:
  /// The server runs in this environment besides the test's own.
  explicit PrivateServer(const Process::Environment& environment = {});
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  /// Returns settings with the services' role.
  [[nodiscard]] DatabaseSettings service() const;
  /// Returns settings with the superuser who owns the schema.
  [[nodiscard]] DatabaseSettings owner() const;

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Process> server_;
};

/// A streaming replica of a PrivateServer, which answers reads.
class StandbyServer {
 public:
  /// Copies the server, which has to run for as long as the replica follows it.
  explicit StandbyServer(const PrivateServer& primary);
  ~StandbyServer();
  StandbyServer(const StandbyServer&) = delete;
  StandbyServer& operator=(const StandbyServer&) = delete;

  /// The folder of its socket, which is its host.
  [[nodiscard]] const std::string& host() const { return folder_.path(); }
  [[nodiscard]] DatabaseSettings owner() const;

  /// From here on, commits of the primary are not seen here, or are seen again.
  void pause();
  void resume();
  /// Waits until all is seen here that the primary has committed by now. Returns false if it is not in time.
  bool catches_up();
  void stop();
  void start();
  [[nodiscard]] Process& process() { return *server_; }

 private:
  const PrivateServer& primary_;
  TemporaryFolder folder_;
  std::unique_ptr<Process> server_;
};

}  // namespace ledger::test
