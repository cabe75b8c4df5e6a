// Shows the progress of a long command on standard error: a bar on a terminal, a line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ledger {

class Progress {
 public:
  /// `what` stands before the bar.
  explicit Progress(std::string what);

  /// So many of so many events are done. Cheap: shows at most ten pictures a second on a terminal, else a line every
  /// five seconds.
  void update(std::int64_t done, std::int64_t total);
  /// Ends the bar's line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] std::string picture(std::int64_t done, std::int64_t total) const;

  std::string what_;
  bool on_terminal_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_{};
};

}  // namespace ledger
