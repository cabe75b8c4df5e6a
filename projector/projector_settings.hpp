// The projector's settings.
#pragma once

#include <chrono>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/snapshots/projection.hpp"

namespace ledger {

struct ProjectorSettings {
  DatabaseSettings database;
  /// Events in one database transaction at most, 1 to 100,000. What is new is taken at once, however little.
  std::size_t batch_events_max = 10'000;
  /// Accounts kept in memory between two transactions.
  std::size_t accounts_max = ProjectionLimits().accounts_max;
  /// The time to wait when there is nothing new: first the least, then longer and longer, and longer still where notices
  /// of commits are heard (listening_pause.hpp).
  std::chrono::milliseconds poll_min{20};
  std::chrono::milliseconds poll_max{100};
  /// The time for which a projector that vanished keeps a second one waiting.
  std::chrono::milliseconds lease_duration{5'000};
  /// Pauses before the next attempt after a failure that may pass.
  std::chrono::milliseconds retry_min{100};
  std::chrono::milliseconds retry_max{5'000};
  /// The longest pause after one that somebody has to see to.
  std::chrono::milliseconds stopped_pause{10'000};
};

}  // namespace ledger
