// Anchors reveal changes that the owner of the database can hide from everything else.
#include "ledger/ctl/checks/anchor_check.hpp"
#include "ledger/ctl/rebuild.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/forged_history.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

VerifyOptions with(std::vector<Anchor> anchors) {
  VerifyOptions options;
  options.whole = true;
  options.anchors = std::move(anchors);
  return options;
}

std::vector<Anchor> anchors_now(const TestDatabase& database) {
  EventReader reader(database.service(), "test");
  return current_anchors(reader);
}

}  // namespace

TEST_CASE("A rewritten history with hashes that follow, and a cut tail that nobody remembers, differ from an anchor",
          "[verify][anchor]") {
  const TestDatabase database;
  const auto genesis = anchors_now(database);
  REQUIRE(genesis.front().at.position == Position(0));
  {
    WriterHarness writer(database.service());
    RandomBusiness business(writer, 11);
    business.run(60);
    business.complete();
  }
  const auto middle = anchors_now(database);
  {
    WriterHarness writer(database.service());
    writer.open();
  }
  const auto end = anchors_now(database);
  project(database.service(), 50, end.front().at.position);
  REQUIRE(verdict(verified(database, with({genesis.front(), middle.front(), end.front()}))) == "intact");
  const auto at = [](const Anchor& anchor) { return std::to_string(anchor.at.position.value); };

  SECTION("rewritten") {
    rewrite_history(database, Position(20), "actor = 'someone else'");
    CHECK(verdict(verified(database, with({}))) == "intact");
    CHECK(verdict(verified(database, with(genesis))) == "intact");
    CHECK(verdict(verified(database, with(middle))) ==
          at(middle.front()) + ": the anchor has another hash: this event, or one before it, was exchanged");
  }
  SECTION("rewritten behind the anchor") {
    rewrite_history(database, end.front().at.position, "actor = 'someone else'");
    CHECK(verdict(verified(database, with(middle))) == "intact");
    CHECK(verdict(verified(database, with({middle.front(), end.front()}))) ==
          at(end.front()) + ": the anchor has another hash: this event, or one before it, was exchanged");
  }
  SECTION("cut") {
    cut_tail(database, end.front().at.position);
    rebuild(database.owner());
    CHECK(verdict(verified(database, with(middle))) == "intact");
    CHECK(verdict(verified(database, with(end))) == at(end.front()) + ": the journal ends at position " +
                                                        at(middle.front()) +
                                                        ", before this anchor: its end was cut off");
  }
  SECTION("another ledger's") {
    const Anchor other{.journal = JournalId(3), .at = {.position = Position(5)}};
    CHECK(verdict(verified(database, with({other}))) == "5: there is an anchor of this journal, and no such journal");
    const Anchor other_genesis{.journal = JournalId(0), .at = {}};
    CHECK_THAT(verdict(verified(database, with({other_genesis}))), Contains("0: the anchor has another hash"));
  }
}

TEST_CASE("Details that cannot be read are a fault though the hashes follow", "[verify]") {
  const TestDatabase database;
  Position placed;
  {
    WriterHarness writer(database.service());
    const auto account = writer.open();
    writer.apply(deposit(account, "10"));
    placed = writer.apply(place_hold(account, "3", hold_timeout_max)).recorded.legs.front().position;
  }
  rewrite_history(database, placed, "details = 'service=ads'");
  CHECK(verdict(verified(database)) == std::to_string(placed.value) + ": its details cannot be read");
}

}  // namespace ledger::test
