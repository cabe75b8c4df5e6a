// Whether the clocks can be trusted. The time that the database's clock shows is recorded for good, so a false one must
// be noticed before it is. Pure: readings in, a verdict out.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "ledger/domain/values/moment.hpp"

namespace ledger {

/// What the host's clocks showed at one moment.
struct HostClocks {
  /// The wall clock, which can be set.
  Moment wall{};
  /// The time since the host's start, sleep included, which cannot.
  std::chrono::microseconds since_boot{};
};

/// A look at the database's clock. The server read it at some moment between the question and the answer.
struct ClockReading {
  /// When it was asked, since the host's start.
  std::chrono::microseconds asked{};
  /// When the answer was there. Read at any time, if there was no answer.
  HostClocks answered;
  /// Nothing if the database did not answer: only the host's clocks are compared then.
  std::optional<Moment> database;
  /// The recorded time of the last event of the journals; the earliest moment where there is none, or it is not known.
  Moment head = Moment::min();
};

/// Both greater than zero.
struct ClockLimits {
  /// How far the database's clock may be from the host's wall clock, and how far either may step.
  std::chrono::seconds difference_max{5};
  /// How long clocks that did not agree, or a new process whose clocks are behind its journal, are watched.
  std::chrono::milliseconds settling{60'000};
};

/// Why a time must not be recorded.
enum class ClockDoubt {
  none,
  /// The database's clock and the host's wall clock are too far apart.
  difference,
  /// One of them was set.
  step,
  /// They agree again, but not for long enough.
  settling,
  /// They agree, but the journal has a later time, and they have not been watched for long enough.
  behind_journal,
};

/// What a reading comes to. The durations are how much it is at least, given how long the answer took.
struct ClockVerdict {
  ClockDoubt doubt = ClockDoubt::none;
  /// How far the database's clock is ahead of the host's wall clock; below zero if it is behind.
  std::chrono::microseconds difference{};
  /// How far either clock was set since the readings of the last while; below zero if it was set back.
  std::chrono::microseconds step{};
  /// How far the journal's last recorded time is ahead of the database's clock; zero if it is not.
  std::chrono::microseconds head_ahead{};
  /// How long clocks that agree are still watched.
  std::chrono::microseconds settles_in{};

  [[nodiscard]] bool is_certain() const { return doubt == ClockDoubt::none; }
};

/// "the database's clock is 3600.0 s ahead of this host's": what is wrong, for operators. Empty if nothing is.
std::string describe(const ClockVerdict& verdict);

/// What one clock was ahead of the time since the host's start, of late: a clock that is only read stays where it was.
class ClockOffsets {
 public:
  /// From `low` to `high`: a reading that took a while is not exact.
  struct Range {
    std::chrono::microseconds low{};
    std::chrono::microseconds high{};
  };

  /// How far a new offset is beyond those of the last while, at least; zero if it can be one of them.
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

  /// Whether the time of this reading may be recorded, by it and all earlier ones. An answer that took long refutes
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
  /// Whether the clocks have disagreed, and have not been trusted since.
  bool disagreed_ = false;
};

}  // namespace ledger
