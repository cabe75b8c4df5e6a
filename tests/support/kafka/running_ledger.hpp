// The real projector and relay, on a database and topics of their own.
#pragma once

#include <string>

#include "tests/support/environment.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// Names of topics, and of the transactional.id, that no other test uses.
struct TestTopics {
  std::string prefix = unique_name("ledger");
  int partitions = 3;
  [[nodiscard]] std::string events() const { return prefix + ".events"; }
  [[nodiscard]] std::string balances() const { return prefix + ".balances"; }
  [[nodiscard]] std::string cursors() const { return prefix + ".cursors"; }
};

/// ledger-projector with its status on any free port; it may still be starting.
class RunningProjector {
 public:
  /// `environment` holds further settings.
  explicit RunningProjector(const DatabaseSettings& settings, Process::Environment environment = {});
  [[nodiscard]] Process& process() { return process_; }

 private:
  Process process_;
};

/// Returns the environment variables that ledger-outbox and its commands read.
Process::Environment outbox_environment(const DatabaseSettings& settings, const TestTopics& topics,
                                        const std::string& brokers);

/// Runs ledger-outbox.
class RunningOutbox {
 public:
  /// `environment` holds further settings.
  RunningOutbox(const DatabaseSettings& settings, const TestTopics& topics, const std::string& brokers,
                Process::Environment environment = {});
  [[nodiscard]] Process& process() { return process_; }

 private:
  Process process_;
};

/// The exit code of ledger-outbox with a command that ends by itself; its log is shown with failures.
int run_outbox(const std::vector<std::string>& arguments, const Process::Environment& environment);

/// Waits until the snapshots have caught up with the journal; false if they do not in time.
bool snapshots_catch_up(const DatabaseSettings& settings);

}  // namespace ledger::test
