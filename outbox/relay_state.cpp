#include "outbox/relay_state.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::chrono::milliseconds shortest_pause{50};
constexpr std::chrono::milliseconds longest_pause{3'000};
constexpr int failures_max = 16;

Stage stage_after_failure(Outcome outcome) { return outcome == Outcome::needs_operator ? Stage::halt : Stage::close; }

}  // namespace

RelayState next_state(const RelayState& state, Outcome outcome) {
  const int failures = std::min(state.failures + 1, failures_max);
  switch (state.stage) {
    case Stage::take_lease:
      if (outcome == Outcome::done) return {Stage::start, state.failures};
      if (outcome == Outcome::again) return {Stage::take_lease, 0};
      return {stage_after_failure(outcome), failures};
    case Stage::start:
      if (outcome == Outcome::done) return {Stage::publish, state.failures};
      if (outcome == Outcome::again) return {Stage::close, state.failures};
      return {stage_after_failure(outcome), failures};
    case Stage::publish:
      if (outcome == Outcome::done) return {Stage::publish, 0};
      if (outcome == Outcome::again) return state;
      if (outcome == Outcome::must_abort) return {Stage::abort, failures};
      return {stage_after_failure(outcome), failures};
    case Stage::abort:
      if (outcome == Outcome::done && state.failures < aborts_before_restart) return {Stage::publish, state.failures};
      return {stage_after_failure(outcome), state.failures};
    case Stage::close:
    case Stage::halt:
      return {Stage::take_lease, state.failures};
  }
  __builtin_unreachable();
}

std::chrono::milliseconds pause_before(const RelayState& state) {
  if (state.stage != Stage::take_lease || state.failures == 0) return std::chrono::milliseconds(0);
  return std::min(longest_pause, shortest_pause * (1 << std::min(state.failures - 1, failures_max)));
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::done:
      return "done";
    case Outcome::again:
      return "again";
    case Outcome::must_abort:
      return "abort";
    case Outcome::must_restart:
      return "restart";
    case Outcome::fenced:
      return "fenced";
    case Outcome::needs_operator:
      return "needs_operator";
  }
  __builtin_unreachable();
}

}  // namespace ledger
