// Tells what the database's clock shows without asking it again, from earlier looks at it. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "ledger/domain/clock_agreement.hpp"

namespace ledger {

/// Not for several threads at once.
class ClockEstimate {
 public:
  /// The most that a look may have taken from question to answer to be learnt from.
  static constexpr std::chrono::microseconds look_max{20'000};
  /// The time for which a look counts. Clocks that nobody sets drift apart by less than a millisecond meanwhile.
  static constexpr std::chrono::microseconds age_max{5'000'000};
  /// A shorter look replaces a longer one, and any look replaces one of this age.
  static constexpr std::chrono::microseconds age_preferred{2'000'000};

  void learn(const ClockReading& reading);
  /// Returns what the database's clock shows at `now`, a time since the host's start, exact to half of `look_max` as
  /// long as nobody sets it; nothing if there was no good look lately.
  [[nodiscard]] std::optional<Moment> at(std::chrono::microseconds now) const;

 private:
  struct Look {
    std::chrono::microseconds took{};
    std::chrono::microseconds answered{};
    /// The database's clock less the time since the host's start, half way between question and answer.
    std::chrono::microseconds offset{};
  };
  std::optional<Look> look_;
};

}  // namespace ledger
