#include "ledger/writer/session/clock_gate.hpp"

#include <spdlog/spdlog.h>

#include <string>

#include "ledger/process/metrics.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger {
namespace {

const std::string clocks_code(name_of(Unavailable::Reason::clock_uncertain));
constexpr const char* clocks_source = "clocks";

}  // namespace

ClockGate::ClockGate(ClockLimits limits, Obstacles& obstacles, prometheus::Registry& metrics)
    : limits_(limits),
      obstacles_(obstacles),
      uncertain_(add_gauge(metrics, "ledger_clock_uncertain",
                           "1 while nothing is recorded because the clocks cannot be trusted, else 0")),
      step_seconds_(add_gauge(metrics, "ledger_clock_step_seconds",
                              "how far a clock was set, while that is why clocks are not trusted, else 0")),
      agreement_(limits) {}

bool ClockGate::observe(const ClockReading& reading) {
  const std::lock_guard lock(mutex_);
  const auto verdict = agreement_.observe(reading);
  note(verdict);
  estimate_.learn(reading);
  return verdict.is_certain();
}

std::optional<Moment> ClockGate::database_time(std::chrono::microseconds now) const {
  if (!is_open_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return estimate_.at(now);
}

void ClockGate::note(const ClockVerdict& verdict) {
  if (verdict.doubt != latest_.doubt) {
    if (verdict.is_certain()) {
      spdlog::info("the clocks are trusted again");
    } else {
      spdlog::error("no time is recorded: {}", describe(verdict));
    }
  }
  if (!verdict.is_certain()) {
    obstacles_.note(clocks_source,
                    {.code = clocks_code, .detail = describe(verdict), .stops = Obstacle::Stops::writes});
  } else if (!latest_.is_certain()) {
    obstacles_.clear(clocks_source, clocks_code);
  }
  latest_ = verdict;
  is_open_ = verdict.is_certain();
  uncertain_.Set(verdict.is_certain() ? 0 : 1);
  // While they settle, the step that they settle from is still shown.
  if (verdict.is_certain()) step_seconds_.Set(0);
  // Two looks at the host's clocks are microseconds apart, which is no step.
  if (abs(verdict.step) > limits_.difference_max && !verdict.is_certain()) {
    step_seconds_.Set(std::chrono::duration<double>(verdict.step).count());
  }
}

}  // namespace ledger
