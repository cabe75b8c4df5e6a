// The balances topic is lost while the events topic is not: consumers of balances are told all of them again.
#include "outbox/recovery/resume.hpp"
#include "outbox/relay/relay.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/topic_fold.hpp"

namespace ledger::test {
namespace {

constexpr const char* go_on = "ledger-outbox resume --journal 0 --position 12";

/// A ledger of three accounts, whose twelve events were published, and whose balances topic was deleted then.
struct BalancesLost {
  BalancesLost() {
    {
      const RunningRelay relay(ledger.settings);
      REQUIRE(ledger.is_published());
      REQUIRE(eventually(
          [this] { return query_value(ledger.database.owner(), "select position from relay_note") == "12"; }));
    }
    delete_topic(kafka_brokers(), ledger.settings.topics.balances);
  }
  void resume_behind_all() {
    resume(ledger.settings, {.journal = JournalId(0), .position = Position(12), .leave_gap = {}});
  }
  [[nodiscard]] std::string fault() const { return fault_of_consumer(ledger.settings, ledger.database.service()); }

  RelayLedger ledger{3, 3};
};

}  // namespace

TEST_CASE("After a lost balances topic all balances are told again, and no event", "[relay][resume]") {
  BalancesLost lost;
  SECTION("the relay's note tells of it") {
    const RunningRelay relay(lost.ledger.settings);
    CHECK_THAT(relay.reason_to_stop(), Contains(lost.ledger.settings.topics.balances + " is gone") && Contains(go_on));
    lost.resume_behind_all();
    REQUIRE(relay.becomes_ready());
  }
  SECTION("the note was lost as well") {
    query_value(lost.ledger.database.owner(), "delete from relay_note returning 1");
    lost.resume_behind_all();
  }
  CHECK(lost.fault() == "");
}

}  // namespace ledger::test
