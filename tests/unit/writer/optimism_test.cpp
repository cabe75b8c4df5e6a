#include "ledger/writer/session/optimism.hpp"

#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

/// The number of batches that go without a try from here on.
int pause_of(Optimism& optimism) {
  int batches = 0;
  while (!optimism.allows_try()) ++batches;
  return batches;
}

}  // namespace

TEST_CASE("After each refused try twice as many batches go without, up to a bound", "[writer]") {
  Optimism optimism;
  CHECK(pause_of(optimism) == 0);
  int expected = 1;
  for (int refusals = 0; refusals < 12; ++refusals) {
    optimism.note_refusal();
    CHECK(pause_of(optimism) == expected);
    expected = std::min(expected * 2, Optimism::pause_batches_max);
  }
  CHECK(expected == Optimism::pause_batches_max);
}

TEST_CASE("Tries that succeed come back to every batch, and one refusal among them costs little", "[writer]") {
  Optimism optimism;
  for (int refusals = 0; refusals < 12; ++refusals) optimism.note_refusal();
  CHECK(pause_of(optimism) == Optimism::pause_batches_max);
  for (int successes = 0; successes < 9; ++successes) optimism.note_success();
  CHECK(pause_of(optimism) == 0);
  optimism.note_refusal();
  CHECK(pause_of(optimism) == 1);
}

TEST_CASE("Tries are rare from the second refusal in a row on, until they succeed", "[writer]") {
  Optimism optimism;
  optimism.note_refusal();
  CHECK_FALSE(optimism.is_rarely_tried());
  optimism.note_refusal();
  CHECK(optimism.is_rarely_tried());
  optimism.note_success();
  CHECK_FALSE(optimism.is_rarely_tried());
}

TEST_CASE("Tries are undisturbed once those after a refusal have succeeded", "[writer]") {
  Optimism optimism;
  CHECK(optimism.is_undisturbed());
  optimism.note_refusal();
  CHECK_FALSE(optimism.is_undisturbed());
  CHECK(pause_of(optimism) == 1);
  CHECK_FALSE(optimism.is_undisturbed());
  optimism.note_success();
  CHECK(optimism.is_undisturbed());
  optimism.skip_next();
  CHECK_FALSE(optimism.is_undisturbed());
  CHECK(pause_of(optimism) == 1);
  CHECK(optimism.is_undisturbed());
}

}  // namespace ledger::test
