#include "ledger/domain/clock_agreement.hpp"

#include <algorithm>
#include <cstdint>

namespace ledger {
namespace {

using std::chrono::microseconds;

/// An answer that took longer is no proof of what the clock shows.
constexpr microseconds answer_max{500'000};
/// Offsets that are remembered of one while.
constexpr int offsets_max = 64;

ClockOffsets::Range database_offset(const ClockReading& reading, Moment database) {
  const auto time = database.time_since_epoch();
  return {.low = time - reading.answered.since_boot, .high = time - reading.asked};
}

microseconds wall_offset(const ClockReading& reading) {
  return reading.answered.wall.time_since_epoch() - reading.answered.since_boot;
}

/// The value in the range that is nearest to zero.
microseconds least(const ClockOffsets::Range& range) {
  if (range.low > microseconds(0)) return range.low;
  return std::min(range.high, microseconds(0));
}

microseconds greater(microseconds one, microseconds other) { return abs(one) < abs(other) ? other : one; }

/// Returns true if the reading has an answer that came quickly.
bool is_exact(const ClockReading& reading) {
  return reading.database && reading.answered.since_boot - reading.asked <= answer_max;
}

/// "-3.5 s"
std::string seconds_text(microseconds duration) {
  const std::int64_t tenths = (abs(duration).count() + 50'000) / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string ahead_or_behind(microseconds difference) {
  return seconds_text(difference) + (difference < microseconds(0) ? " behind" : " ahead of");
}

}  // namespace

std::string describe(const ClockVerdict& verdict) {
  const auto watched_on = ", and is watched for another " + seconds_text(verdict.settles_in);
  switch (verdict.doubt) {
    case ClockDoubt::none:
      return {};
    case ClockDoubt::difference:
      return "the database's clock is " + ahead_or_behind(verdict.difference) + " this host's";
    case ClockDoubt::step:
      return "the database's or this host's clock was set " + seconds_text(verdict.step) +
             (verdict.step < microseconds(0) ? " back" : " ahead");
    case ClockDoubt::settling:
      return "the database's clock agrees with this host's again" + watched_on;
    case ClockDoubt::behind_journal:
      return "the database's clock is " + seconds_text(verdict.head_ahead) + " behind the journal's last event" +
             watched_on;
  }
  __builtin_unreachable();
}

microseconds ClockOffsets::step_to(const Range& offset) const {
  microseconds step{0};
  for (const auto& seen : seen_) {
    step = greater(step, least({.low = offset.low - seen.offset.high, .high = offset.high - seen.offset.low}));
  }
  return step;
}

void ClockOffsets::add(microseconds now, const Range& offset, microseconds span) {
  if (!seen_.empty() && now - seen_.back().at < span / offsets_max) return;
  seen_.push_back({.at = now, .offset = offset});
  while (seen_.size() > 1 && now - seen_.front().at > span) seen_.pop_front();
}

ClockVerdict ClockAgreement::compare(const ClockReading& reading) const {
  ClockVerdict verdict;
  const auto wall = wall_offset(reading);
  verdict.step = wall_.step_to({.low = wall, .high = wall});
  if (!reading.database) return verdict;
  const auto database = database_offset(reading, *reading.database);
  verdict.difference = least({.low = database.low - wall, .high = database.high - wall});
  verdict.step = greater(verdict.step, database_.step_to(database));
  if (reading.head > *reading.database) verdict.head_ahead = reading.head - *reading.database;
  return verdict;
}

void ClockAgreement::learn(const ClockReading& reading) {
  const auto now = reading.answered.since_boot;
  const auto wall = wall_offset(reading);
  wall_.add(now, {.low = wall, .high = wall}, limits_.settling);
  if (!is_exact(reading)) return;
  database_.add(now, database_offset(reading, *reading.database), limits_.settling);
  if (!agreed_since_) agreed_since_ = now;
}

ClockDoubt ClockAgreement::disagreement(const ClockVerdict& verdict) const {
  // A difference lasts, so it is told rather than the step that made it.
  if (abs(verdict.difference) > limits_.difference_max) return ClockDoubt::difference;
  return abs(verdict.step) > limits_.difference_max ? ClockDoubt::step : ClockDoubt::none;
}

ClockVerdict ClockAgreement::observe(const ClockReading& reading) {
  auto verdict = compare(reading);
  verdict.doubt = disagreement(verdict);
  if (verdict.is_certain()) {
    learn(reading);
    return watched(verdict, reading.answered.since_boot);
  }
  disagreed_ = true;
  agreed_since_.reset();
  verdict.settles_in = limits_.settling;
  if (verdict.doubt == ClockDoubt::step) {
    // Clocks that were set together may be right from now on: they are compared with what they show now.
    database_.clear();
    wall_.clear();
    learn(reading);
  }
  return verdict;
}

/// The verdict on a reading that agrees with the earlier ones.
ClockVerdict ClockAgreement::watched(ClockVerdict verdict, microseconds now) {
  const microseconds left = limits_.settling - (agreed_since_ ? now - *agreed_since_ : microseconds(0));
  if (left <= microseconds(0)) disagreed_ = false;
  const bool is_behind = verdict.head_ahead > limits_.difference_max && left > microseconds(0);
  if (!disagreed_ && !is_behind) return verdict;
  verdict.doubt = disagreed_ ? ClockDoubt::settling : ClockDoubt::behind_journal;
  verdict.settles_in = left;
  return verdict;
}

}  // namespace ledger
