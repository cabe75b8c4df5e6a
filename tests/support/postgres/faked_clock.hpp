// Wall clocks that a test sets, of programs and of a PostgreSQL server. What measures time since the host's start stays
// right.
#pragma once

#include <chrono>
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

/// The wall clock of all programs that are started with its environment; right at first.
class FakedClock {
 public:
  FakedClock();
  /// Shows the right time and so much more, at once.
  void set_ahead(std::chrono::milliseconds ahead) const;
  /// Returns the environment variables that make a program read this clock.
  [[nodiscard]] Process::Environment environment() const;

 private:
  TemporaryFolder folder_;
};

/// A migrated database on a server of its own, whose wall clock is `clock`. The server takes no connections from other
/// hosts, and ends with this object.
class FakedClockDatabase {
 public:
  FakedClockDatabase();
  ~FakedClockDatabase();
  FakedClockDatabase(const FakedClockDatabase&) = delete;
  FakedClockDatabase& operator=(const FakedClockDatabase&) = delete;

  [[nodiscard]] const FakedClock& clock() const { return clock_; }
  /// Returns settings with the services' role.
  [[nodiscard]] DatabaseSettings service() const;
  /// Returns settings with the superuser who owns the schema.
  [[nodiscard]] DatabaseSettings owner() const;

 private:
  FakedClock clock_;
  TemporaryFolder folder_;
  std::unique_ptr<Process> server_;
};

}  // namespace ledger::test
