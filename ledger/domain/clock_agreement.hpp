// Judges whether the clocks can be trusted. The time that the database's clock shows is recorded for good, so a false
// one must be noticed before it is. Pure: readings in, a verdict out.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "ledger/domain/values/moment.hpp"

namespace ledger {

/// The times that the host's clocks showed at one moment.
struct HostClocks {
  /// The wall clock, which can be set.
  Moment wall{};
  /// The time since the host's start, sleep included, which cannot.
  std::chrono::microseconds since_boot{};
};

/// A look at the database's clock. The server read it at some moment between the question and the answer.
struct ClockReading {
  /// The time when the database was asked, since the host's start.
  std::chrono::microseconds asked{};
  /// The times when the answer was there; read at any time if there was no answer.
  HostClocks answered;
  /// Nothing if the database did not answer: only the host's clocks are compared then.
  std::optional<Moment> database;
  /// The recorded time of the last event of the journals; the earliest moment where there is none, or it is not known.
  Moment head = Moment::min();
};

/// The least and the greatest that ClockLimits::difference_max can be set to.
constexpr std::chrono::seconds clock_difference_bounds[] = {std::chrono::seconds{1}, std::chrono::hours{1}};

/// Both greater than zero.
struct ClockLimits {
  /// The most that the database's clock may differ from the host's wall clock, and that either may step.
  std::chrono::seconds difference_max{5};
  /// The time for which clocks are watched after they disagreed, or in a new process if they are behind its journal.
  std::chrono::milliseconds settling{60'000};
};

/// The reason why a time must not be recorded.
enum class ClockDoubt {
  none,
  /// The database's clock and the host's wall clock are too far apart.
  difference,
  /// One of the clocks was set.
  step,
  /// They agree again, but not for long enough.
  settling,
  /// They agree, but the journal has a later time, and they have not been watched for long enough.
  behind_journal,
};

/// The verdict on a reading. The durations are lower bounds, given how long the answer took.
struct ClockVerdict {
  ClockDoubt doubt = ClockDoubt::none;
  /// The time by which the database's clock is ahead of the host's wall clock; below zero if it is behind.
  std::chrono::microseconds difference{};
  /// The time by which either clock was set since the latest readings; below zero if it was set back.
  std::chrono::microseconds step{};
  /// The time by which the journal's last recorded time is ahead of the database's clock; zero if it is not.
  std::chrono::microseconds head_ahead{};
  /// The time for which clocks that agree are still watched.
  std::chrono::microseconds settles_in{};

  [[nodiscard]] bool is_certain() const { return doubt == ClockDoubt::none; }
};

/// "the database's clock is 3600.0 s ahead of this host's": what is wrong, for operators. Empty if nothing is.
std::string describe(const ClockVerdict& verdict);

/// Remembers by how much one clock was lately ahead of the time since the host's start. The difference stays the same
/// for a clock that nobody sets.
class ClockOffsets {
 public:
  /// The range from `low` to `high`, since a reading that took a while is not exact.
  struct Range {
    std::chrono::microseconds low{};
    std::chrono::microseconds high{};
  };

  /// Returns the least distance of a new offset from the latest ones; zero if it can be one of them.
  [[nodiscard]] std::chrono::microseconds step_to(const Range& offset) const;
  /// Remembers an offset that was read at `now`, and forgets what is older than `span`, but never the last one.
  void add(std::chrono::microseconds now, const Range& offset, std::chrono::microseconds span);
  void clear() { seen_.clear(); }

 private:
  struct Seen {
    std::chrono::microseconds at{};
    Range offset;
  };
  /// The oldest first; not more than some dozens.
  std::deque<Seen> seen_;
};

/// Compares readings with each other. Not for several threads at once.
class ClockAgreement {
 public:
  explicit ClockAgreement(ClockLimits limits) : limits_(limits) {}

  /// Judges from this reading and all earlier ones whether its time may be recorded. An answer that took long refutes
  /// less and proves nothing, so slow answers raise no doubt and end none.
  ClockVerdict observe(const ClockReading& reading);

 private:
  [[nodiscard]] ClockVerdict compare(const ClockReading& reading) const;
  [[nodiscard]] ClockDoubt disagreement(const ClockVerdict& verdict) const;
  void learn(const ClockReading& reading);
  ClockVerdict watched(ClockVerdict verdict, std::chrono::microseconds now);

  ClockLimits limits_;
  ClockOffsets database_;
  ClockOffsets wall_;
  /// Since when all readings have agreed; nothing before the first good one.
  std::optional<std::chrono::microseconds> agreed_since_;
  /// True while the clocks have not been trusted again since they disagreed.
  bool disagreed_ = false;
};

}  // namespace ledger
