// A relay may continue on an operator's order: each order in each situation.
#include "outbox/recovery/resume_plan.hpp"

#include "ledger/publication/hex.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

Hash filled(std::int64_t byte) {
  Hash hash;
  hash.fill(static_cast<std::uint8_t>(byte));
  return hash;
}

ChainPoint head_at(std::int64_t position) { return {.position = Position(position), .hash = filled(position)}; }

/// A journal that was restored to position 9; Kafka goes on to 12.
StartFacts restored() {
  StartFacts facts;
  facts.events.name = "events";
  facts.genesis = filled(99);
  facts.journal_end = Position(9);
  facts.cursor = Cursor{.journal = JournalId(0), .at = {.position = Position(12), .hash = filled(112)}};
  facts.cursor->accounts_end = AccountId(7);
  facts.line = LineComparison{.common = head_at(9), .end = head_at(12), .problem = {}, .ranges = {}, .is_empty = false};
  return facts;
}

std::variant<ResumePlan, std::string> planned(const StartFacts& facts, std::int64_t position,
                                              std::optional<Hash> leave_gap = std::nullopt) {
  const auto hash =
      Position(position) <= facts.journal_end && position >= 0 ? std::optional(filled(position)) : std::nullopt;
  return plan_resume(facts, {.journal = JournalId(0), .position = Position(position), .leave_gap = leave_gap}, hash,
                     AccountId(5));
}

std::string refused(const StartFacts& facts, std::int64_t position, std::optional<Hash> leave_gap = std::nullopt) {
  const auto plan = planned(facts, position, leave_gap);
  const auto* refusal = std::get_if<std::string>(&plan);
  return refusal == nullptr ? "" : *refusal;
}

}  // namespace

TEST_CASE("What only Kafka has is given up at the last common position, in a new epoch", "[resume]") {
  const auto plan = std::get<ResumePlan>(planned(restored(), 9));
  REQUIRE(plan.rewind);
  CHECK(*plan.rewind == Rewind{.epoch = Epoch(2), .last_valid = Position(9), .hash = filled(9)});
  CHECK(plan.cursor.at.position == Position(9));
  CHECK(plan.cursor.epochs.current() == Epoch(2));
  CHECK(plan.cursor.accounts_end == AccountId(7));
  CHECK(plan.cursor.restated_to == AccountId(0));
  CHECK_FALSE(plan.cursor.left_gap);
}

TEST_CASE("Any other position is refused with the right command", "[resume]") {
  const auto right = Contains("ledger-outbox resume --journal 0 --position 9");
  CHECK_THAT(refused(restored(), 8), right && !Contains("--leave-gap"));
  CHECK_THAT(refused(restored(), 0), right);
  auto grown = restored();
  grown.journal_end = Position(15);
  CHECK_THAT(refused(grown, 10), right && Contains("--position 10 --leave-gap " + to_hex(filled(10))));
  CHECK_THAT(refused(restored(), 13), Contains("has no position 13: it ends at 9"));
}

TEST_CASE("A gap needs the journal's hash there, and begins behind what the topic has", "[resume]") {
  auto grown = restored();
  grown.journal_end = Position(15);
  CHECK_THAT(refused(grown, 13, filled(1)), Contains("position 13 of the journal has the hash"));
  CHECK_THAT(refused(grown, 5, filled(5)), Contains("would be published twice"));
  const auto plan = std::get<ResumePlan>(planned(grown, 13, filled(13)));
  CHECK(plan.cursor.left_gap);
  REQUIRE(plan.rewind);
  CHECK(plan.rewind->last_valid == Position(9));
}

TEST_CASE("Where nothing is given up, no epoch begins", "[resume]") {
  auto facts = restored();
  facts.journal_end = Position(12);
  facts.hash_at_cursor = facts.cursor->at.hash;
  SECTION("the cursor was lost") {
    facts.cursor.reset();
    facts.line->common = facts.line->end = head_at(12);
    const auto plan = std::get<ResumePlan>(planned(facts, 12));
    CHECK_FALSE(plan.rewind);
    CHECK(plan.cursor.at.position == Position(12));
    CHECK_FALSE(plan.cursor.restated_to);
  }
  SECTION("the topic was lost") {
    facts.line = LineComparison{.common = {}, .end = {}, .problem = "it is empty", .ranges = {}, .is_empty = true};
    CHECK_THAT(refused(facts, 12), Contains("ledger-outbox resume --journal 0 --position 0") &&
                                       Contains("--position 12 --leave-gap " + to_hex(filled(12))));
    CHECK_FALSE(std::get<ResumePlan>(planned(facts, 0)).rewind);
    CHECK(std::get<ResumePlan>(planned(facts, 12, filled(12))).cursor.left_gap);
  }
}

TEST_CASE("Where topic and journal were lost both, nothing of earlier epochs stays valid", "[resume]") {
  auto facts = restored();
  facts.line = LineComparison{.common = {}, .end = {}, .problem = "it is empty", .ranges = {}, .is_empty = true};
  const auto plan = std::get<ResumePlan>(planned(facts, 0));
  REQUIRE(plan.rewind);
  CHECK(*plan.rewind == Rewind{.epoch = Epoch(2), .last_valid = Position(0), .hash = filled(99)});
  CHECK(plan.cursor.restated_to == AccountId(0));
}

TEST_CASE("Balances are restated of void events, of all that consumers know, or of all there are", "[resume]") {
  CHECK_FALSE(std::get<ResumePlan>(planned(restored(), 9)).cursor.restate_all);
  auto interrupted = restored();
  interrupted.cursor->epochs = Epochs({{.epoch = Epoch(2), .last_valid = Position(11), .hash = filled(11)}});
  interrupted.cursor->restated_to = AccountId(3);
  const auto again = std::get<ResumePlan>(planned(interrupted, 9));
  CHECK(again.rewind->epoch == Epoch(3));
  CHECK(again.cursor.restate_all);
  CHECK(again.cursor.restated_to == AccountId(0));
  auto broken = restored();
  broken.line->problem = "position 11 is not on the topic";
  CHECK(std::get<ResumePlan>(planned(broken, 9)).cursor.restate_all);
  auto gap = restored();
  gap.journal_end = Position(15);
  gap.hash_at_cursor = gap.cursor->at.hash;
  gap.line->end = gap.line->common = head_at(12);
  const auto behind_gap = std::get<ResumePlan>(planned(gap, 14, filled(14)));
  CHECK_FALSE(behind_gap.rewind);
  CHECK(behind_gap.cursor.restated_to == AccountId(0));
  CHECK(behind_gap.cursor.restate_all);
}

TEST_CASE("All balances are restated where their topic was lost, unless every event is published again", "[resume]") {
  auto facts = restored();
  facts.journal_end = Position(12);
  facts.hash_at_cursor = facts.cursor->at.hash;
  facts.line->common = facts.line->end = head_at(12);
  facts.balances_were_lost = true;
  const auto plan = std::get<ResumePlan>(planned(facts, 12));
  CHECK_FALSE(plan.rewind);
  CHECK(plan.cursor.restated_to == AccountId(0));
  CHECK(plan.cursor.restate_all);
  facts.line = LineComparison{.common = {}, .end = {}, .problem = "it is empty", .ranges = {}, .is_empty = true};
  CHECK_FALSE(std::get<ResumePlan>(planned(facts, 0)).cursor.restated_to);
}

TEST_CASE("What was lost together with its cursor is given up in the epoch behind the topic's last", "[resume]") {
  auto facts = restored();
  facts.cursor.reset();
  facts.epochs_on_topic = Epochs({{.epoch = Epoch(2), .last_valid = Position(4), .hash = filled(4)}});
  CHECK(std::get<ResumePlan>(planned(facts, 9)).rewind->epoch == Epoch(3));
  facts.line->common.reset();
  facts.line->problem = "position 3 is not on the topic";
  CHECK(std::get<ResumePlan>(planned(facts, 9, filled(9))).rewind->epoch == Epoch(3));
  CHECK_THAT(refused(facts, 0, filled(0)), Contains("published twice"));
}

TEST_CASE("Where the common position is unknown, only a confirmed gap goes on", "[resume]") {
  auto facts = restored();
  facts.line = LineComparison{
      .common = {}, .end = head_at(12), .problem = "position 3 is not on the topic", .ranges = {}, .is_empty = false};
  CHECK_THAT(refused(facts, 9), Contains("position 3 is not on the topic") && Contains("--leave-gap"));
  CHECK_THAT(refused(facts, 0), Contains("position 3 is not on the topic"));
  CHECK(std::get<ResumePlan>(planned(facts, 9, filled(9))).rewind);
}

TEST_CASE("A topic that lacks its beginning is gone on with only if that is confirmed", "[resume]") {
  auto facts = restored();
  facts.line->end = facts.line->common;
  facts.line->missing = Position(4);
  CHECK_THAT(refused(facts, 9), Contains("lacks events up to position 4") && Contains("--position 0") &&
                                    Contains("--position 9 --leave-gap " + to_hex(filled(9))));
  CHECK_THAT(refused(facts, 0), Contains("position 0 is for a topic without events") &&
                                    Contains("--position 9 --leave-gap " + to_hex(filled(9))));
  CHECK(std::get<ResumePlan>(planned(facts, 9, filled(9))).cursor.at.position == Position(9));
}

}  // namespace ledger
