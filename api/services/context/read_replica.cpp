#include "api/services/context/read_replica.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ledger::api {
namespace {

/// A read that the replica does not answer within this is asked of the database.
constexpr std::chrono::milliseconds point_deadline{1'000};
constexpr std::chrono::milliseconds page_deadline{3'000};
constexpr std::chrono::seconds alone_min{1};
constexpr std::chrono::seconds alone_max{30};

ReadLimits within(ReadLimits limits, std::chrono::milliseconds deadline) {
  limits.deadline = std::min(limits.deadline, deadline);
  return limits;
}

prometheus::Counter& counter(prometheus::Registry& metrics, const char* outcome) {
  return prometheus::BuildCounter()
      .Name("ledger_replica_reads_total")
      .Help(
          "Balances on a date and pages of statements that the replica was, or was not, asked for, by what came of it")
      .Register(metrics)
      .Add({{"outcome", outcome}});
}

}  // namespace

ReadReplica::ReadReplica(const DatabaseSettings& settings, ReadLimits points, ReadLimits pages,
                         prometheus::Registry& metrics)
    : points_(settings, within(points, point_deadline), metrics, "replica"),
      pages_(settings, within(pages, page_deadline), metrics, "replica_long"),
      answered_(counter(metrics, "answered")),
      behind_(counter(metrics, "behind")),
      busy_(counter(metrics, "busy")),
      failed_(counter(metrics, "failed")),
      left_alone_(counter(metrics, "left_alone")),
      up_(prometheus::BuildGauge()
              .Name("ledger_replica_up")
              .Help("1 while the replica answers, 0 from a failure on")
              .Register(metrics)
              .Add({})) {
  up_.Set(1);
}

bool ReadReplica::may_be_asked() {
  const std::lock_guard lock(mutex_);
  if (pause_ == std::chrono::seconds(0)) return true;
  const auto now = Clock::now();
  if (now < ask_again_) {
    left_alone_.Increment();
    return false;
  }
  // One read finds out; the others do not wait with it.
  pause_ = std::min(pause_ * 2, alone_max);
  ask_again_ = now + pause_;
  return true;
}

void ReadReplica::note(Outcome outcome, const std::string& what) {
  if (outcome == Outcome::answered) answered_.Increment();
  if (outcome == Outcome::behind) behind_.Increment();
  if (outcome == Outcome::failed) failed_.Increment();
  if (outcome == Outcome::busy) return busy_.Increment();
  const std::lock_guard lock(mutex_);
  const bool was_up = pause_ == std::chrono::seconds(0);
  if (outcome != Outcome::failed) {
    if (!was_up) spdlog::info("the replica answers again");
    pause_ = std::chrono::seconds(0);
    up_.Set(1);
    return;
  }
  if (!was_up) return;
  spdlog::warn("the replica is left alone for a while, as it failed: {}", what);
  pause_ = alone_min;
  ask_again_ = Clock::now() + pause_;
  up_.Set(0);
}

void ReadReplica::begin_stop() {
  points_.begin_stop();
  pages_.begin_stop();
}

}  // namespace ledger::api
