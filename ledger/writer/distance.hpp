// Tells a database that is far away from one that has much to do.
#pragma once

#include <chrono>
#include <cstddef>

namespace ledger {

/// Looks at how long the latest batches took. Where there is much to do, some of them are quick all the same; where
/// each one has a long way to go, none is. Not for several threads at once.
class Distance {
 public:
  void note(std::chrono::steady_clock::duration batch_took);
  /// Returns true if each of the last 64 batches took 8 ms or more.
  [[nodiscard]] bool is_far() const;

 private:
  static constexpr std::size_t batches = 64;
  static constexpr std::chrono::milliseconds far{8};

  /// The number of batches since the last one that was quick.
  std::size_t slow_in_a_row_ = 0;
};

}  // namespace ledger
