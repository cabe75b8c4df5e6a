// The journal is held against what was published, which its database's owner cannot change.
#include "outbox/verify_topic.hpp"

#include "ledger/ctl/verify.hpp"
#include "outbox/recovery/resume.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/restorable_ledger.hpp"
#include "tests/support/postgres/forged_history.hpp"

namespace ledger::test {
namespace {

TopicReport compared(const RelayLedger& ledger) {
  return verify_topic(ledger.settings, JournalId(0), [](std::int64_t, std::int64_t) {}, {});
}

std::string difference_in(const RelayLedger& ledger) {
  const auto report = compared(ledger);
  return report.difference ? std::to_string(report.difference->position.value) + ": " + report.difference->what : "";
}

/// With 12 events that have been published.
struct PublishedAndQuiet : RelayLedger {
  PublishedAndQuiet() : RelayLedger(3, 3) {
    const RunningRelay relay(settings);
    REQUIRE(is_published());
  }
};

}  // namespace

TEST_CASE("A journal that holds what was published agrees with the topic", "[verify][topic]") {
  PublishedAndQuiet ledger;
  const auto report = compared(ledger);
  CHECK_FALSE(report.difference);
  CHECK(report.events == 12);
  CHECK(report.gaps.empty());
  CHECK(report.cursor.at.position == Position(12));
  // Events that have not been published yet are not compared.
  ledger.add(1, 1);
  CHECK(difference_in(ledger) == "");
}

TEST_CASE("Kafka's copy shows a history that its owner rewrote with valid hashes", "[verify][topic]") {
  PublishedAndQuiet ledger;
  rewrite_history(ledger.database, Position(5), "actor = 'somebody else'");
  CHECK_FALSE(verify(ledger.database.owner(), [](std::int64_t, std::int64_t) {}, {.schema = false}).fault);
  CHECK_THAT(difference_in(ledger), Contains("5: the journal has another event than the one that was published"));
}

TEST_CASE("Kafka's copy shows a tail that its owner cut off", "[verify][topic]") {
  PublishedAndQuiet ledger;
  cut_tail(ledger.database, Position(10));
  CHECK_THAT(difference_in(ledger), Contains("10: it was published, and the journal ends before"));
}

TEST_CASE("Kafka's copy shows a row that differs from what was hashed", "[verify][topic]") {
  PublishedAndQuiet ledger;
  query_value(ledger.database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set actor = 'somebody else' where position = 7 returning 1");
  CHECK_THAT(difference_in(ledger), Contains("7: the journal's event is not the one that was published"));
}

TEST_CASE("Void events are not compared, and positions that the topic lacks are reported", "[verify][topic]") {
  RestorableLedger ledger;
  ledger.do_business(30);
  ledger.publish();
  const auto backup = ledger.back_up();
  const auto common = ledger.end();
  ledger.do_business(20);
  ledger.publish();
  ledger.restore(*backup);
  resume(ledger.settings(), {.journal = JournalId(0), .position = Position(common), .leave_gap = {}});
  ledger.do_business(20);
  ledger.publish();
  const auto report = verify_topic(ledger.settings(), JournalId(0), [](std::int64_t, std::int64_t) {}, {});
  CHECK_FALSE(report.difference);
  CHECK(report.events == ledger.end());
  CHECK(report.gaps.empty());
}

}  // namespace ledger::test
