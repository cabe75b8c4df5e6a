// A restored backup loses nothing that was published, or all consumers learn what was given up.
#include "ledger/journal/event_reader.hpp"
#include "outbox/recovery/recover.hpp"
#include "outbox/recovery/resume.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/record_writer.hpp"
#include "tests/support/kafka/restorable_ledger.hpp"
#include "tests/support/kafka/topic_fold.hpp"

namespace ledger::test {
namespace {

void resume_at(const RestorableLedger& ledger, std::int64_t position) {
  resume(ledger.settings(), {.journal = JournalId(0), .position = Position(position), .leave_gap = {}});
}

std::vector<Event> events_of(const RestorableLedger& ledger) {
  EventReader reader(ledger.owner(), "test");
  return reader.read(JournalId(0), Position(1), 100'000);
}

/// Deletes the record at the position, and those before it in its partition.
void delete_record(const RelaySettings& settings, std::int64_t position) {
  for (const auto& record : whole_topic(settings, settings.topics.events)) {
    if (record.headers.at("ledger_position") != "0:" + std::to_string(position)) continue;
    delete_records(settings.cluster.brokers, settings.topics.events, record.partition, record.offset + 1);
    return;
  }
  FAIL("position " << position << " is not on the topic");
}

Cursor last_cursor(const RelaySettings& settings) {
  return parse_cursor(whole_topic(settings, settings.topics.cursors).back().value).value();
}

/// The events at the end that a restore loses.
struct Tail {
  const char* name;
  void (*make)(RestorableLedger& ledger);
};

/// A published ledger whose backup, made at `common`, was restored after `commands` more had been published.
struct RestoredLedger : RestorableLedger {
  explicit RestoredLedger(int commands) {
    do_business(40);
    publish();
    backup = back_up();
    common = end();
    do_business(commands);
    publish();
    last_account = std::stoll(query_value(owner(), "select max(account_id) from event"));
    restore(*backup);
  }

  std::unique_ptr<TestDatabase> backup;
  std::int64_t common = 0;
  /// The highest account id that was ever published.
  std::int64_t last_account = 0;
};

const Tail tails[] = {
    {"one event", [](RestorableLedger& ledger) { CHECK(ledger.deposit_outcome() == "applied"); }},
    {"a little of everything", [](RestorableLedger& ledger) { ledger.do_business(150); }},
    {"ten thousand events", [](RestorableLedger& ledger) { ledger.add_events(10'000); }},
};

}  // namespace

TEST_CASE("What a restore lost is taken back from Kafka as it was", "[restore]") {
  for (const auto& tail : tails) {
    INFO("a tail of " << tail.name);
    RestorableLedger ledger;
    ledger.do_business(60);
    ledger.publish();
    const auto backup = ledger.back_up();
    const auto common = ledger.end();
    tail.make(ledger);
    ledger.publish();
    const auto before = events_of(ledger);

    ledger.restore(*backup);
    CHECK(ledger.deposit_outcome() == "journal_unconfirmed");
    CHECK_THAT(ledger.reason_to_stop(),
               Contains("ends at " + std::to_string(common)) && Contains("ledger-outbox recover --journal 0"));
    CHECK(ledger.deposit_outcome() == "journal_behind");
    const auto report = recover(ledger.settings(), JournalId(0));
    CHECK(report.events == static_cast<std::int64_t>(before.size()) - common);
    CHECK(events_of(ledger) == before);
    // Once more changes nothing.
    CHECK(recover(ledger.settings(), JournalId(0)).events == 0);
    query_value(ledger.owner(), "update lost_identity set state = 2 returning 1");
    CHECK(ledger.deposit_outcome() == "applied");
    ledger.do_business(40);
    CHECK(fault_of_consumer(ledger.settings(), ledger.owner()) != "");
    CHECK(ledger.fault() == "");
  }
}

TEST_CASE("What a restore lost is given up, and consumers of both topics are right", "[restore]") {
  for (const auto& tail : tails) {
    INFO("a tail of " << tail.name);
    RestorableLedger ledger;
    ledger.do_business(60);
    ledger.publish();
    const auto backup = ledger.back_up();
    const auto common = ledger.end();
    tail.make(ledger);
    ledger.publish();
    const auto last_account = std::stoll(query_value(ledger.owner(), "select max(account_id) from event"));

    ledger.restore(*backup);
    CHECK_THAT(ledger.reason_to_stop(),
               Contains("ledger-outbox resume --journal 0 --position " + std::to_string(common)));
    CHECK_THROWS_WITH(resume_at(ledger, common - 1), Contains("--position " + std::to_string(common)));
    CHECK_THROWS_WITH(resume_at(ledger, 0), Contains("--position " + std::to_string(common)));
    resume_at(ledger, common);
    CHECK(query_value(ledger.owner(), "select epoch from journal_guard") == "2");
    CHECK(ledger.deposit_outcome() == "applied");
    CHECK(ledger.fault() == "");
    // No account number comes again, and what is new is told like anything else.
    ledger.do_business(40);
    CHECK(ledger.fault() == "");
    CHECK(std::stoll(query_value(ledger.owner(), "select min(account_id) from event where type = 1 and position > " +
                                                     std::to_string(common))) > last_account);
  }
}

TEST_CASE("New events on a restored database rule out taking back, and the lost ones are given up", "[restore]") {
  RestoredLedger ledger(30);
  // More than were lost, so that the database has grown past what was published.
  ledger.do_business(90, KafkaGuard::off);
  const auto reason = ledger.reason_to_stop();
  CHECK_THAT(reason, Contains("ledger-outbox resume --journal 0 --position " + std::to_string(ledger.common)));
  CHECK_THAT(reason, !Contains("ledger-outbox recover"));
  CHECK(ledger.deposit_outcome() == "journal_behind");
  CHECK_THROWS_WITH(recover(ledger.settings(), JournalId(0)), Contains("the journal has new events behind position"));
  resume_at(ledger, ledger.common);
  CHECK(ledger.deposit_outcome() == "applied");
  CHECK(ledger.fault() == "");
}

TEST_CASE("Restored twice, the second time to before the first rewind, nothing is mixed up", "[restore]") {
  RestorableLedger ledger;
  ledger.do_business(40);
  ledger.publish();
  const auto backup = ledger.back_up();
  const auto common = ledger.end();
  ledger.do_business(30);
  ledger.publish();
  // A backup of the branch that will become void.
  const auto void_backup = ledger.back_up();
  ledger.restore(*backup);
  resume_at(ledger, common);
  ledger.do_business(30);
  ledger.publish();
  const auto second_line = events_of(ledger);

  SECTION("the lost events of the second epoch are taken back") {
    ledger.restore(*backup);
    CHECK_THAT(ledger.reason_to_stop(), Contains("ledger-outbox recover --journal 0"));
    recover(ledger.settings(), JournalId(0));
    CHECK(events_of(ledger) == second_line);
    CHECK(query_value(ledger.owner(), "select epoch from journal_guard") == "2");
  }
  SECTION("they are given up as well") {
    ledger.restore(*backup);
    resume_at(ledger, common);
    CHECK(query_value(ledger.owner(), "select epoch from journal_guard") == "3");
    CHECK(query_value(ledger.owner(), "select count(*) from journal_epoch") == "2");
  }
  SECTION("a backup with void events is told apart, though all its hashes are on the topic") {
    ledger.restore(*void_backup);
    CHECK_THAT(ledger.reason_to_stop(),
               Contains("ledger-outbox resume --journal 0 --position " + std::to_string(common)));
    CHECK_THROWS_WITH(recover(ledger.settings(), JournalId(0)), Contains("new events behind position"));
    resume_at(ledger, common);
    CHECK(query_value(ledger.owner(), "select epoch from journal_guard") == "3");
  }
  query_value(ledger.owner(), "update lost_identity set state = 2 returning 1");
  ledger.do_business(30);
  CHECK(ledger.fault() == "");
}

TEST_CASE("A backup that is restored a second time gives no account number out again", "[restore]") {
  RestoredLedger ledger(30);
  resume_at(ledger, ledger.common);
  ledger.restore(*ledger.backup);
  // The journal is what Kafka has, so that a relay confirms it by itself; the numbers are the backup's.
  ledger.publish();
  WriterHarness writer(ledger.service());
  CHECK(writer.open().value > ledger.last_account);
}

TEST_CASE("What somebody else has put on the events topic is passed over", "[restore]") {
  RestorableLedger ledger;
  ledger.do_business(40);
  ledger.publish();
  const auto backup = ledger.back_up();
  ledger.do_business(30);
  RecordWriter(kafka_brokers()).write(ledger.settings().topics.events, {"1", "no event at all", {}});
  ledger.publish();
  RecordWriter(kafka_brokers()).write(ledger.settings().topics.events, {"1", std::nullopt, {}});
  const auto before = events_of(ledger);
  ledger.restore(*backup);
  CHECK_THAT(ledger.reason_to_stop(), Contains("ledger-outbox recover --journal 0"));
  recover(ledger.settings(), JournalId(0));
  CHECK(events_of(ledger) == before);
}

TEST_CASE("A relay that runs through a restore stops, and goes on by itself once all is back", "[restore]") {
  RestoredLedger ledger(30);
  const RunningRelay relay(ledger.settings());
  CHECK_THAT(relay.reason_to_stop(), Contains("ledger-outbox recover --journal 0"));
  recover(ledger.settings(), JournalId(0));
  CHECK(relay.becomes_ready());
  CHECK(ledger.deposit_outcome() == "applied");
}

TEST_CASE("A better backup than the first makes writers go on without a word to Kafka", "[restore]") {
  RestorableLedger ledger;
  ledger.do_business(40);
  const auto old_backup = ledger.back_up();
  ledger.do_business(10);
  ledger.publish();
  const auto whole_backup = ledger.back_up();
  ledger.restore(*old_backup);
  // Nothing was noted when that backup was made, but its identity is another one.
  CHECK(ledger.deposit_outcome() == "journal_unconfirmed");
  CHECK_THAT(ledger.reason_to_stop(), Contains("ledger-outbox recover --journal 0"));
  ledger.restore(*whole_backup);
  CHECK(ledger.deposit_outcome() == "journal_unconfirmed");
  ledger.publish();
  CHECK(ledger.deposit_outcome() == "applied");
  CHECK(ledger.fault() == "");
}

TEST_CASE("A running relay compares the database again when an operator says that it was restored", "[restore]") {
  RestorableLedger ledger;
  ledger.do_business(40);
  const RunningRelay relay(ledger.settings());
  REQUIRE(relay.becomes_ready());
  query_value(ledger.owner(), "update journal_guard set database_identity = null returning 1");
  CHECK(eventually(
      [&] { return query_value(ledger.owner(), "select database_identity is not null from journal_guard") == "t"; }));
  CHECK(ledger.deposit_outcome() == "applied");
}

TEST_CASE("A record that Kafka has lost too is named, and nothing is written", "[restore]") {
  RestoredLedger ledger(60);
  delete_record(ledger.settings(), ledger.common + 3);
  CHECK_THROWS_WITH(recover(ledger.settings(), JournalId(0)),
                    Contains("not all on Kafka") || Contains("cannot be told"));
  CHECK(ledger.end() == ledger.common);
  CHECK(query_value(ledger.owner(), "select count(*) from journal_recovery") == "0");
}

TEST_CASE("Telling balances again goes on where a resume was interrupted", "[restore]") {
  RestoredLedger ledger(60);
  // The cursor of a program that ended right after it had published the rewind: all balances are still due.
  resume_at(ledger, ledger.common);
  const auto cursor = last_cursor(ledger.settings());
  auto interrupted = cursor;
  interrupted.restated_to = AccountId(0);
  RecordWriter(kafka_brokers()).write(ledger.settings().topics.cursors, {"0", to_json(interrupted), {}});
  ledger.do_business(10);
  CHECK(ledger.fault() == "");
  CHECK_FALSE(last_cursor(ledger.settings()).restated_to);
}

}  // namespace ledger::test
