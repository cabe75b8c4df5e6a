// When the relay looks for new events, as a table.
#include "outbox/pacing/look_schedule.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds poll_interval{5};
const LookSituation::Time looked_at(std::chrono::hours(1));

struct Look {
  const char* situation;
  LookSituation known;
  milliseconds expected;
};

}  // namespace

TEST_CASE("The relay looks no more often for events than they can be published", "[look_schedule]") {
  const Look looks[] = {
      {"more is there to be read",
       {.looked = looked_at, .found = looked_at, .is_behind = true, .has_waiting = true},
       milliseconds(0)},
      {"nothing was ever found", {.looked = looked_at, .wanted_from = looked_at}, 4 * poll_interval},
      {"nothing was found for a second",
       {.looked = looked_at, .found = looked_at - milliseconds(1'001), .wanted_from = looked_at},
       4 * poll_interval},
      {"something was found within the last second",
       {.looked = looked_at, .found = looked_at - milliseconds(1'000), .wanted_from = looked_at},
       poll_interval},
      {"a transaction is under way, and nothing waits for the next one",
       {.looked = looked_at, .found = looked_at - milliseconds(10)},
       poll_interval},
      {"a transaction is under way, and events wait for the next one",
       {.looked = looked_at, .found = looked_at, .has_waiting = true},
       milliseconds(1'000)},
      {"events gather until the next transaction may begin",
       {.looked = looked_at, .found = looked_at, .has_waiting = true, .wanted_from = looked_at + milliseconds(60)},
       milliseconds(60)},
      {"events are about to be taken",
       {.looked = looked_at, .found = looked_at, .has_waiting = true, .wanted_from = looked_at},
       poll_interval},
  };
  for (const auto& look : looks) {
    INFO(look.situation);
    CHECK(next_look(look.known, poll_interval) - looked_at == look.expected);
  }
}

}  // namespace ledger
