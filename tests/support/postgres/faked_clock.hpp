// Wall clocks that a test sets, of programs and of a PostgreSQL server. What measures time since the host's start stays
// right.
#pragma once

#include <chrono>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/postgres/private_server.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

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

/// A migrated database on a server of its own, whose wall clock is `clock`.
class FakedClockDatabase {
 public:
  [[nodiscard]] const FakedClock& clock() const { return clock_; }
  /// Returns settings with the services' role.
  [[nodiscard]] DatabaseSettings service() const { return server_.service(); }
  /// Returns settings with the superuser who owns the schema.
  [[nodiscard]] DatabaseSettings owner() const { return server_.owner(); }

 private:
  FakedClock clock_;
  PrivateServer server_{clock_.environment()};
};

}  // namespace ledger::test
