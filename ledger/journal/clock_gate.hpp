// Lets a time be recorded, or not: what all threads of a process have seen of the clocks.
#pragma once

#include <prometheus/registry.h>

#include <atomic>
#include <mutex>
#include <string>

#include "ledger/domain/clock_agreement.hpp"

namespace ledger {

/// For any thread. Tells the log when the clocks are doubted and when they are trusted again, and shows it as metrics.
class ClockGate {
 public:
  /// `metrics` must outlive it.
  ClockGate(ClockLimits limits, prometheus::Registry& metrics);
  ClockGate(const ClockGate&) = delete;
  ClockGate& operator=(const ClockGate&) = delete;

  /// Returns whether the time of this reading may be recorded.
  bool observe(const ClockReading& reading);

  /// Whether the time of the latest reading may be recorded; true before the first one.
  [[nodiscard]] bool is_open() const { return is_open_; }
  /// Why it may not, and by how much a clock is wrong, for operators. Empty if it may.
  [[nodiscard]] std::string objection() const;
  [[nodiscard]] const ClockLimits& limits() const { return limits_; }

 private:
  void note(const ClockVerdict& verdict);

  const ClockLimits limits_;
  prometheus::Gauge& uncertain_;
  prometheus::Gauge& step_seconds_;
  std::atomic<bool> is_open_{true};
  mutable std::mutex mutex_;
  ClockAgreement agreement_;
  ClockVerdict latest_;
};

}  // namespace ledger
