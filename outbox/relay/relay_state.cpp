#include "outbox/relay/relay_state.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::chrono::milliseconds shortest_pause{50};
constexpr std::chrono::milliseconds longest_pause{3'000};
constexpr std::chrono::milliseconds longest_pause_when_refused{60'000};
constexpr int failures_max = 16;

Stage stage_after_failure(StepOutcome outcome) {
  return outcome == StepOutcome::needs_operator ? Stage::halt : Stage::close;
}

}  // namespace

RelayState next_state(const RelayState& state, StepOutcome outcome) {
  const auto go = [&state](Stage stage) { return RelayState{stage, state.failures, state.refused}; };
  const auto fail = [&](Stage stage) {
    const bool refused = state.stage == Stage::publish && outcome == StepOutcome::needs_operator;
    return RelayState{stage, std::min(state.failures + 1, failures_max), state.refused || refused};
  };
  switch (state.stage) {
    case Stage::take_lease:
      if (outcome == StepOutcome::done) return go(Stage::start);
      if (outcome == StepOutcome::again) return {Stage::take_lease, 0, false};
      return fail(stage_after_failure(outcome));
    case Stage::start:
      if (outcome == StepOutcome::done) return go(Stage::publish);
      if (outcome == StepOutcome::again) return go(Stage::close);
      return fail(stage_after_failure(outcome));
    case Stage::publish:
      if (outcome == StepOutcome::done) return {Stage::publish, 0, false};
      if (outcome == StepOutcome::again) return state;
      return fail(outcome == StepOutcome::must_abort ? Stage::abort : stage_after_failure(outcome));
    case Stage::abort:
      if (outcome == StepOutcome::done && state.failures < aborts_before_restart) return go(Stage::publish);
      return go(stage_after_failure(outcome));
    case Stage::close:
    case Stage::halt:
      return go(Stage::take_lease);
  }
  __builtin_unreachable();
}

std::chrono::milliseconds pause_before(const RelayState& state) {
  if (state.stage != Stage::take_lease || state.failures == 0) return std::chrono::milliseconds(0);
  const auto longest = state.refused ? longest_pause_when_refused : longest_pause;
  return std::min(longest, shortest_pause * (1 << std::min(state.failures - 1, failures_max)));
}

std::string_view name_of(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::done:
      return "done";
    case StepOutcome::again:
      return "again";
    case StepOutcome::must_abort:
      return "abort";
    case StepOutcome::must_restart:
      return "restart";
    case StepOutcome::fenced:
      return "fenced";
    case StepOutcome::needs_operator:
      return "needs_operator";
  }
  __builtin_unreachable();
}

}  // namespace ledger
