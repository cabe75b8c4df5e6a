// Decides how long a follower that listens for notices of commits waits before it looks into the journal again. Pure:
// times come in as data.
#pragma once

#include <chrono>

#include "ledger/journal/commit_notice.hpp"

namespace ledger {

/// A follower that hears of the next commit need not look for it. It rests in a journal that has been quiet for a
/// while, until it finds an event that no notice came for: whoever wrote it, an older program say, sends none. From
/// then on it looks as often as one that cannot hear, until it hears a notice again. For one thread.
class ListeningPause {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Events that follow soon on the last one are recorded without a notice.
  static constexpr std::chrono::milliseconds time_to_rest{2'000};
  static_assert(time_to_rest > 2 * notice_pause, "a writer's notices begin well before a follower rests");
  /// The pause while resting. It bounds the delay of an event whose notice is lost.
  static constexpr std::chrono::milliseconds resting{1'000};

  /// `begun`: when the follower begins to listen, or shortly before.
  explicit ListeningPause(Time begun) : found_(begun) {}

  /// Returns the time to wait from `now` on unless a notice comes; at least `usual`, the pause of a follower that
  /// cannot hear.
  std::chrono::milliseconds next(Time now, std::chrono::milliseconds usual);
  /// Notes that the wait ended with a notice.
  void heard();
  /// Notes a look into the journal at `now`, and whether it found an event.
  void looked(Time now, bool found);

 private:
  bool hears_all_ = true;
  bool rested_ = false;
  bool has_heard_ = false;
  /// When an event was found last, at first when listening began.
  Time found_;
};

}  // namespace ledger
