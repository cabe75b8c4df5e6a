// The relay's state machine, as tables.
#include "outbox/relay/relay_state.hpp"

#include <set>
#include <utility>

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

struct Step {
  Stage stage;
  StepOutcome outcome;
  Stage expected;
};

}  // namespace

TEST_CASE("From each stage every outcome leads where the design says", "[relay_state]") {
  const Step steps[] = {
      {Stage::take_lease, StepOutcome::done, Stage::start},
      {Stage::take_lease, StepOutcome::again, Stage::take_lease},
      {Stage::take_lease, StepOutcome::must_abort, Stage::close},
      {Stage::take_lease, StepOutcome::must_restart, Stage::close},
      {Stage::take_lease, StepOutcome::fenced, Stage::close},
      {Stage::take_lease, StepOutcome::needs_operator, Stage::halt},
      {Stage::start, StepOutcome::done, Stage::publish},
      {Stage::start, StepOutcome::again, Stage::close},
      {Stage::start, StepOutcome::must_restart, Stage::close},
      {Stage::start, StepOutcome::must_abort, Stage::close},
      {Stage::start, StepOutcome::fenced, Stage::close},
      {Stage::start, StepOutcome::needs_operator, Stage::halt},
      {Stage::publish, StepOutcome::done, Stage::publish},
      {Stage::publish, StepOutcome::again, Stage::publish},
      {Stage::publish, StepOutcome::must_abort, Stage::abort},
      {Stage::publish, StepOutcome::must_restart, Stage::close},
      {Stage::publish, StepOutcome::fenced, Stage::close},
      {Stage::publish, StepOutcome::needs_operator, Stage::halt},
      {Stage::abort, StepOutcome::done, Stage::publish},
      {Stage::abort, StepOutcome::again, Stage::close},
      {Stage::abort, StepOutcome::must_abort, Stage::close},
      {Stage::abort, StepOutcome::must_restart, Stage::close},
      {Stage::abort, StepOutcome::fenced, Stage::close},
      {Stage::abort, StepOutcome::needs_operator, Stage::halt},
      {Stage::close, StepOutcome::done, Stage::take_lease},
      {Stage::close, StepOutcome::again, Stage::take_lease},
      {Stage::close, StepOutcome::must_abort, Stage::take_lease},
      {Stage::close, StepOutcome::must_restart, Stage::take_lease},
      {Stage::close, StepOutcome::fenced, Stage::take_lease},
      {Stage::close, StepOutcome::needs_operator, Stage::take_lease},
      {Stage::halt, StepOutcome::done, Stage::take_lease},
      {Stage::halt, StepOutcome::again, Stage::take_lease},
      {Stage::halt, StepOutcome::must_abort, Stage::take_lease},
      {Stage::halt, StepOutcome::must_restart, Stage::take_lease},
      {Stage::halt, StepOutcome::fenced, Stage::take_lease},
      {Stage::halt, StepOutcome::needs_operator, Stage::take_lease},
  };
  std::set<std::pair<Stage, StepOutcome>> pairs;
  for (const auto& step : steps) pairs.emplace(step.stage, step.outcome);
  CHECK(pairs.size() == 6 * 6);
  for (const auto& step : steps) {
    INFO(static_cast<int>(step.stage) << " " << name_of(step.outcome));
    CHECK(next_state({step.stage, 0}, step.outcome).stage == step.expected);
  }
}

TEST_CASE("Aborting again and again ends with a new producer", "[relay_state]") {
  RelayState state{Stage::publish, 0};
  int aborts = 0;
  while (state.stage != Stage::close) {
    state = next_state(state, state.stage == Stage::publish ? StepOutcome::must_abort : StepOutcome::done);
    aborts += state.stage == Stage::abort ? 1 : 0;
    REQUIRE(aborts <= aborts_before_restart);
  }
  CHECK(aborts == aborts_before_restart);
}

TEST_CASE("Pauses grow with failures in a row, up to seconds, and end with a success", "[relay_state]") {
  using std::chrono::milliseconds;
  CHECK(pause_before({Stage::take_lease, 0}) == milliseconds(0));
  CHECK(pause_before({Stage::publish, 5}) == milliseconds(0));
  milliseconds previous{0};
  RelayState state{Stage::take_lease, 0};
  for (int attempt = 0; attempt < 100; ++attempt) {
    state = next_state(next_state(state, StepOutcome::must_restart), StepOutcome::done);
    REQUIRE(state.stage == Stage::take_lease);
    CHECK(pause_before(state) >= previous);
    CHECK(pause_before(state) <= milliseconds(3'000));
    previous = pause_before(state);
  }
  CHECK(previous == milliseconds(3'000));
  state = next_state({Stage::publish, 7}, StepOutcome::done);
  CHECK(state.failures == 0);
}

TEST_CASE("A batch that the broker refuses again and again is tried once a minute", "[relay_state]") {
  using std::chrono::milliseconds;
  RelayState state{Stage::publish, 0};
  for (int attempt = 0; attempt < 20; ++attempt) {
    state = next_state(next_state(state, StepOutcome::needs_operator), StepOutcome::done);
    REQUIRE(state.stage == Stage::take_lease);
    if (attempt == 0) CHECK(pause_before(state) < milliseconds(1'000));
    if (attempt < 19) state = next_state(next_state(state, StepOutcome::done), StepOutcome::done);
  }
  CHECK(pause_before(state) == milliseconds(60'000));
  state = next_state(next_state(state, StepOutcome::done), StepOutcome::done);
  CHECK_FALSE(next_state(state, StepOutcome::done).refused);
}

}  // namespace ledger
