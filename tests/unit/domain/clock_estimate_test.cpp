#include "ledger/domain/clock_estimate.hpp"

#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

using std::chrono::microseconds;

/// A look that was asked at `asked` and took `took`; the database's clock is `offset` ahead of the time since the
/// host's start, and was read half way.
ClockReading look(microseconds asked, microseconds took, microseconds offset) {
  return {.asked = asked,
          .answered = {.wall = Moment(), .since_boot = asked + took},
          .database = Moment(asked + took / 2 + offset)};
}

constexpr microseconds second{1'000'000};
constexpr microseconds ahead{777'000'000};

}  // namespace

TEST_CASE("The database's clock is known from a good look at it, for a while", "[clocks]") {
  ClockEstimate estimate;
  CHECK_FALSE(estimate.at(second));
  estimate.learn(look(second, microseconds(400), ahead));
  const auto answered = second + microseconds(400);
  CHECK(estimate.at(answered) == Moment(answered + ahead));
  CHECK(estimate.at(answered + ClockEstimate::age_max) == Moment(answered + ClockEstimate::age_max + ahead));
  CHECK_FALSE(estimate.at(answered + ClockEstimate::age_max + microseconds(1)));
}

TEST_CASE("Nothing is learnt of the database's clock from a slow look or from no answer", "[clocks]") {
  ClockEstimate estimate;
  estimate.learn(look(second, ClockEstimate::look_max + microseconds(1), ahead));
  CHECK_FALSE(estimate.at(second));
  auto unanswered = look(second, microseconds(400), ahead);
  unanswered.database.reset();
  estimate.learn(unanswered);
  CHECK_FALSE(estimate.at(second));
  estimate.learn(look(second, ClockEstimate::look_max, ahead));
  CHECK(estimate.at(second));
}

TEST_CASE("A quicker look at the database's clock replaces a slower one, and any look an old one", "[clocks]") {
  ClockEstimate estimate;
  const auto later = ahead + microseconds(50);
  estimate.learn(look(second, microseconds(400), ahead));
  estimate.learn(look(second * 2, microseconds(401), later));
  CHECK(estimate.at(second * 2) == Moment(second * 2 + ahead));
  estimate.learn(look(second * 2, microseconds(400), later));
  CHECK(estimate.at(second * 2) == Moment(second * 2 + later));
  estimate.learn(look(second * 2 + ClockEstimate::age_preferred, microseconds(9'000), ahead));
  CHECK(estimate.at(second * 5) == Moment(second * 5 + ahead));
}

}  // namespace ledger::test
