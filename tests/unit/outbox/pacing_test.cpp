// When the relay's next Kafka transaction may begin, as a table.
#include "outbox/pacing/pacing.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

using std::chrono::milliseconds;

struct Pause {
  const char* situation;
  PacingLimits limits;
  milliseconds transaction;
  bool has_waiting;
  milliseconds expected;
};

}  // namespace

TEST_CASE("Events gather for as long as the share of transactions asks for", "[pacing]") {
  const PacingLimits quarter{.transaction_share_percent_max = 25, .gathering_max = milliseconds(75)};
  const Pause pauses[] = {
      {"no event came meanwhile", quarter, milliseconds(20), false, milliseconds(0)},
      {"a quarter of the time", quarter, milliseconds(20), true, milliseconds(60)},
      {"at the bound", quarter, milliseconds(25), true, milliseconds(75)},
      {"beyond the bound", quarter, milliseconds(26), true, milliseconds(75)},
      {"Kafka was away for minutes", quarter, milliseconds(300'000), true, milliseconds(75)},
      {"half of the time", {50, milliseconds(75)}, milliseconds(20), true, milliseconds(20)},
      {"a hundredth of it", {1, milliseconds(10'000)}, milliseconds(20), true, milliseconds(1'980)},
      {"all of the time", {100, milliseconds(75)}, milliseconds(20), true, milliseconds(0)},
      {"no gathering", {25, milliseconds(0)}, milliseconds(20), true, milliseconds(0)},
  };
  for (const auto& pause : pauses) {
    INFO(pause.situation);
    const Pacing::Time begin(std::chrono::hours(1));
    const auto end = begin + pause.transaction;
    Pacing pacing(pause.limits);
    pacing.ended(begin, end, pause.has_waiting);
    CHECK(pacing.next_begin() - end == pause.expected);
  }
}

TEST_CASE("The first Kafka transaction begins at once, and so does the one after a load has ended", "[pacing]") {
  Pacing pacing({});
  CHECK(pacing.next_begin() == Pacing::Time::min());
  const Pacing::Time start(std::chrono::hours(1));
  pacing.ended(start, start + milliseconds(20), true);
  CHECK(pacing.next_begin() > start + milliseconds(20));
  pacing.ended(start + milliseconds(80), start + milliseconds(90), false);
  CHECK(pacing.next_begin() == start + milliseconds(90));
}

}  // namespace ledger
