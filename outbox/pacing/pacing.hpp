// When the next Kafka transaction may begin. A transaction costs the broker, the relay and the consumers nearly the
// same whether it holds one event or a thousand, so under load events gather between two of them. Pure: times come in
// as data.
#pragma once

#include <chrono>

#include "outbox/topics/relay_settings.hpp"

namespace ledger {

/// For one thread.
class Pacing {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Pacing(const PacingLimits& limits) : limits_(limits) {}

  /// A transaction was under way from `begin` to `end`. `has_waiting`: events came meanwhile and wait for the next one.
  /// Without any there is no load, and whatever comes next is published at once.
  void ended(Time begin, Time end, bool has_waiting);

  /// Returns the time before which the next transaction should not begin, unless it is full already, or the relay has
  /// fallen so far behind that reading is what takes the time.
  [[nodiscard]] Time next_begin() const { return next_begin_; }

 private:
  PacingLimits limits_;
  Time next_begin_ = Time::min();
};

}  // namespace ledger
