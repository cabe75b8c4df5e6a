// Relays of several journals, which share their topics.
#include "ledger/ctl/journal_count.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "outbox/relay/relay.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {
namespace {

constexpr std::int64_t two_journals = 2;

/// A ledger of two journals, both with a relay that has worked: one published the first account, the other nothing.
class TwoJournals {
 public:
  TwoJournals() : settings(relay_settings(database, kafka_brokers())) {
    set_journal_count(database.owner(), two_journals);
    ledger.emplace(database.service(), WriterLimits{}, two_journals);
    busy = journal_of(ledger->open(), two_journals);
    idle = JournalId(static_cast<std::int16_t>(1 - busy.value));
    const RunningRelay working(settings, busy);
    REQUIRE(published_events(settings, 1).size() == 1);
    const RunningRelay waiting(settings, idle);
    REQUIRE(waiting.becomes_ready());
  }

  /// Opens accounts until the journal that was idle has one. Returns how many.
  [[nodiscard]] std::size_t open_in_idle() {
    std::size_t opened = 1;
    while (journal_of(ledger->open(), two_journals) != idle) ++opened;
    return opened;
  }

  TestDatabase database;
  RelaySettings settings;
  std::optional<WriterHarness> ledger;
  JournalId busy;
  JournalId idle;
};

}  // namespace

TEST_CASE("A journal that has published nothing is begun again beside one that has", "[relay][journals]") {
  TwoJournals journals;
  const RunningRelay again(journals.settings, journals.idle);
  REQUIRE(again.becomes_ready());
  const auto opened = journals.open_in_idle();
  const RunningRelay working(journals.settings, journals.busy);
  CHECK(published_events(journals.settings, 1 + opened).size() == 1 + opened);
}

TEST_CASE("A journal's own events stop its relay where its cursor and its note of them are lost", "[relay][journals]") {
  TwoJournals journals;
  const auto& owner = journals.database.owner();
  query_value(owner, "create table note_before as select * from relay_note; select 1");
  {
    const RunningRelay relay(journals.settings, journals.idle);
    const RunningRelay working(journals.settings, journals.busy);
    const auto count = 1 + journals.open_in_idle();
    REQUIRE(published_events(journals.settings, count).size() == count);
  }
  query_value(owner, "delete from relay_note; insert into relay_note select * from note_before; select 1");
  delete_topic(kafka_brokers(), journals.settings.topics.cursors);
  const RunningRelay relay(journals.settings, journals.idle);
  CHECK_THAT(relay.reason_to_stop(), Contains("holds events"));
}

}  // namespace ledger::test
