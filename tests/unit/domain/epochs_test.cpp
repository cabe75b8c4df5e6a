// Epochs: which events are void, and how positions name theirs.
#include "ledger/domain/epochs.hpp"

#include "ledger/domain/values/invariant.hpp"
#include "ledger/publication/position_token.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

Rewind rewind_to(std::int32_t epoch, std::int64_t position) {
  return {.epoch = Epoch(epoch), .last_valid = Position(position), .hash = {}};
}

}  // namespace

TEST_CASE("Without a rewind everything is of the first epoch and nothing is void", "[epochs]") {
  const Epochs epochs;
  CHECK(epochs.current() == first_epoch);
  CHECK(epochs.of(Position(1)) == first_epoch);
  CHECK_FALSE(epochs.is_void(first_epoch, Position(1'000'000)));
}

TEST_CASE("A rewind makes void what earlier epochs had behind it, and nothing else", "[epochs]") {
  // 1 to 12 in the first epoch; back to 9, then 10 to 20 in the second; back to 5, then 6 … in the third.
  const Epochs epochs({rewind_to(2, 9), rewind_to(3, 5)});
  CHECK(epochs.current() == Epoch(3));
  struct Case {
    std::int32_t epoch;
    std::int64_t position;
    bool is_void;
  };
  for (const auto& each : {Case{1, 5, false}, Case{1, 6, true}, Case{1, 12, true}, Case{2, 5, false}, Case{2, 10, true},
                           Case{2, 20, true}, Case{3, 6, false}, Case{3, 100, false}}) {
    INFO("epoch " << each.epoch << ", position " << each.position);
    CHECK(epochs.is_void(Epoch(each.epoch), Position(each.position)) == each.is_void);
  }
  CHECK(epochs.of(Position(5)) == first_epoch);
  CHECK(epochs.of(Position(6)) == Epoch(3));
  CHECK(epochs.of(Position(30)) == Epoch(3));
  const Epochs forward({rewind_to(2, 9), rewind_to(3, 15)});
  CHECK(forward.of(Position(9)) == first_epoch);
  CHECK(forward.of(Position(10)) == Epoch(2));
  CHECK(forward.of(Position(15)) == Epoch(2));
  CHECK(forward.of(Position(16)) == Epoch(3));
}

TEST_CASE("All that was published in an epoch is valid up to the lowest later rewind", "[epochs]") {
  const Epochs epochs({rewind_to(2, 9), rewind_to(3, 5), rewind_to(4, 40)});
  CHECK(epochs.last_valid(Epoch(1)) == Position(5));
  CHECK(epochs.last_valid(Epoch(2)) == Position(5));
  CHECK(epochs.last_valid(Epoch(3)) == Position(40));
  CHECK(epochs.last_valid(Epoch(4)) == Position(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("What stands at a position is never void in its own epoch", "[epochs]") {
  const Epochs epochs({rewind_to(2, 9), rewind_to(3, 5), rewind_to(4, 40)});
  for (std::int64_t position = 1; position <= 60; ++position) {
    CHECK_FALSE(epochs.is_void(epochs.of(Position(position)), Position(position)));
  }
}

TEST_CASE("Epochs have no gaps, and one list may be the beginning of another", "[epochs]") {
  CHECK_THROWS_AS(Epochs({rewind_to(3, 5)}), InvariantViolation);
  CHECK_THROWS_AS(Epochs({rewind_to(2, 5), rewind_to(2, 6)}), InvariantViolation);
  const Epochs one({rewind_to(2, 9)});
  CHECK(Epochs().is_beginning_of(one));
  CHECK(one.is_beginning_of(one.with(rewind_to(3, 4))));
  CHECK_FALSE(one.with(rewind_to(3, 4)).is_beginning_of(one));
  CHECK_FALSE(Epochs({rewind_to(2, 8)}).is_beginning_of(one));
}

TEST_CASE("A position names its epoch from the second one on", "[epochs]") {
  CHECK(to_string(PositionToken{JournalId(0), Position(12)}) == "0:12");
  CHECK(to_string(PositionToken{JournalId(3), Position(12), Epoch(2)}) == "3:12:2");
  CHECK(parse_position_token("3:12:2") == PositionToken{JournalId(3), Position(12), Epoch(2)});
  CHECK(parse_position_token("3:12") == PositionToken{JournalId(3), Position(12), first_epoch});
  for (const auto* wrong : {"3:12:", "3:12:1", "3:12:0", "3:12:-2", "3:12:2:2", "3:12:x", ":12:2", "3::2", "3"}) {
    INFO(wrong);
    CHECK_FALSE(parse_position_token(wrong));
  }
}

}  // namespace ledger
