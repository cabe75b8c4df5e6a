// Lets a time be recorded, or not: what all threads of a process have seen of the clocks.
#pragma once

#include <prometheus/registry.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "ledger/domain/clock_agreement.hpp"
#include "ledger/domain/clock_estimate.hpp"
#include "ledger/process/obstacles.hpp"

namespace ledger {

/// For any thread. Tells the log when the clocks are doubted and when they are trusted again, and shows it as metrics
/// and as an obstacle to writes.
class ClockGate {
 public:
  /// The obstacles and the registry must outlive it.
  ClockGate(ClockLimits limits, Obstacles& obstacles, prometheus::Registry& metrics);
  ClockGate(const ClockGate&) = delete;
  ClockGate& operator=(const ClockGate&) = delete;

  /// Returns whether the time of this reading may be recorded.
  bool observe(const ClockReading& reading);

  /// Returns what the database's clock shows at `now`, a time since the host's start; nothing if that is not known, or
  /// must not be recorded.
  [[nodiscard]] std::optional<Moment> database_time(std::chrono::microseconds now) const;
  /// Returns true if the time of the latest reading may be recorded, and before the first reading.
  [[nodiscard]] bool is_open() const { return is_open_; }
  [[nodiscard]] const ClockLimits& limits() const { return limits_; }

 private:
  void note(const ClockVerdict& verdict);

  const ClockLimits limits_;
  Obstacles& obstacles_;
  prometheus::Gauge& uncertain_;
  prometheus::Gauge& step_seconds_;
  std::atomic<bool> is_open_{true};
  mutable std::mutex mutex_;
  ClockAgreement agreement_;
  ClockEstimate estimate_;
  ClockVerdict latest_;
};

}  // namespace ledger
