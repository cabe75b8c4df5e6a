// Looks now and then whether the database is still the one that was compared with Kafka.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "ledger/restore/journal_guard.hpp"

namespace ledger {

/// For one thread.
class ConfirmationWatch {
 public:
  ConfirmationWatch(DatabaseSettings database, JournalId journal) : database_(std::move(database)), journal_(journal) {}

  /// False if the last look found that the database, or its timeline, is another one, or that an operator has said so:
  /// the relay has to compare it with Kafka again. A database that does not answer tells nothing.
  bool holds(const std::stop_token& stop);

 private:
  DatabaseSettings database_;
  JournalId journal_;
  std::unique_ptr<JournalGuard> guard_;
  std::chrono::steady_clock::time_point next_look_{};
};

}  // namespace ledger
