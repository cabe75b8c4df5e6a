// A ledger that can be backed up and restored: writer, relay and topics stay, the database is exchanged.
#pragma once

#include <memory>
#include <optional>

#include "tests/support/journal/random_business.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

class RestorableLedger {
 public:
  RestorableLedger();

  [[nodiscard]] const RelaySettings& settings() const { return settings_; }
  [[nodiscard]] DatabaseSettings owner() const { return database_->owner(); }
  [[nodiscard]] DatabaseSettings service() const { return database_->service(); }
  [[nodiscard]] std::int64_t end() const;

  /// Random commands of all kinds, and one of each kind at the end.
  void do_business(int commands, KafkaGuard guard = KafkaGuard::on);
  /// Deposits to new accounts made without a writer, in transactions of a few events, quick enough for thousands.
  void add_events(int deposits, int accounts = 3);
  /// Returns the reason why a deposit is refused, or "applied".
  std::string deposit_outcome();

  /// Runs a relay until Kafka has all.
  void publish();
  /// Runs a relay until it says why it cannot go on.
  std::string reason_to_stop();

  [[nodiscard]] std::unique_ptr<TestDatabase> back_up() const { return TestDatabase::copy_of(*database_); }
  /// Replaces the database by a copy of the backup.
  void restore(const TestDatabase& backup);

  /// Returns the fault that fault_of_consumer() and the projection find once Kafka has all events.
  std::string fault();

 private:
  std::unique_ptr<TestDatabase> database_ = std::make_unique<TestDatabase>();
  RelaySettings settings_;
  std::uint32_t seed_ = 1;
};

}  // namespace ledger::test
