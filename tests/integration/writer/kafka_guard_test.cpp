// A database that was restored takes no writes before it is known that Kafka is not ahead of it.
#include "ledger/directory/seal.hpp"
#include "ledger/restore/journal_guard.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* other_database_sql = "update journal_guard set database_identity = '1:2:3' returning 1";
constexpr const char* unconfirmed_sql = "update journal_guard set database_identity = null returning 1";
constexpr const char* other_timeline_sql = "update journal_guard set database_timeline = 77 returning 1";
constexpr const char* behind_sql = "update journal_guard set kafka_position = 12, common_position = 9 returning 1";
constexpr const char* confirm_sql =
    "update journal_guard set database_identity = database_identity(), database_timeline = database_timeline(),"
    " kafka_position = null, common_position = null returning 1";

/// "applied", or why a command was not recorded.
std::string outcome_name(const Outcome& outcome) {
  if (const auto* unavailable = std::get_if<Unavailable>(&outcome)) return std::string(name_of(unavailable->reason));
  return std::holds_alternative<Applied>(outcome) ? "applied" : "otherwise";
}

/// A writer with an account, on a database that something happens to.
struct GuardedLedger {
  explicit GuardedLedger(KafkaGuard guard)
      : writer(database.service(), {.kafka_guard = guard}), account(writer.open()) {}

  std::string deposit_after(const char* sql) {
    query_value(database.owner(), sql);
    return outcome_name(writer.run(deposit(account, "1.00")));
  }

  TestDatabase database;
  WriterHarness writer;
  AccountId account;
};

}  // namespace

TEST_CASE("Writes stop on a database that no relay has confirmed, and go on once one has", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  CHECK(ledger.deposit_after(other_database_sql) == "journal_unconfirmed");
  CHECK(ledger.deposit_after(confirm_sql) == "applied");
  CHECK(ledger.deposit_after(unconfirmed_sql) == "journal_unconfirmed");
  CHECK(ledger.deposit_after(confirm_sql) == "applied");
}

TEST_CASE("A failover alone stops writes only where the guard is strict", "[guard]") {
  GuardedLedger usual(KafkaGuard::on);
  CHECK(usual.deposit_after(other_timeline_sql) == "applied");
  GuardedLedger strict(KafkaGuard::strict);
  CHECK(strict.deposit_after(other_timeline_sql) == "journal_unconfirmed");
}

TEST_CASE("Writes stop while Kafka is ahead of the journal", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  CHECK(ledger.deposit_after(behind_sql) == "journal_behind");
  CHECK(ledger.deposit_after(confirm_sql) == "applied");
}

TEST_CASE("Without a guard writes go on whatever happened", "[guard]") {
  GuardedLedger ledger(KafkaGuard::off);
  for (const char* sql : {other_database_sql, unconfirmed_sql, other_timeline_sql, behind_sql}) {
    CHECK(ledger.deposit_after(sql) == "applied");
  }
}

TEST_CASE("A relay that slept does not undo what another one has found", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  EventReader reader(ledger.database.service(), "test");
  const auto head = reader.head(JournalId(0));
  const Position beyond(head.position.value + 3);
  JournalGuard guard(ledger.database.service());
  REQUIRE(guard.stop(JournalId(0), {.position = beyond, .hash = {}}, head.position));
  CHECK_FALSE(guard.confirm(JournalId(0), head, {}));
  CHECK(outcome_name(ledger.writer.run(deposit(ledger.account, "1.00"))) == "journal_behind");
  // A new epoch has given up what was found.
  const Epochs next({{.epoch = Epoch(2), .last_valid = head.position, .hash = head.hash}});
  CHECK(guard.confirm(JournalId(0), head, next));
  CHECK(outcome_name(ledger.writer.run(deposit(ledger.account, "1.00"))) == "applied");
}

TEST_CASE("A copy of a database is another database", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  auto copy = ledger.database.owner();
  copy.name = unique_name("ledger_copy");
  // A template must have no sessions, so the copy is of a database that nobody uses.
  const TestDatabase unused;
  auto administrator = ledger.database.owner();
  administrator.name = "postgres";
  execute_alone(administrator, "create database " + copy.name + " template " + unused.name());
  {
    WriterHarness writer(copy);
    CHECK(outcome_name(writer.run(open_account("Vasya"))) == "journal_unconfirmed");
  }
  execute_alone(administrator, "drop database " + copy.name + " with (force)");
}

TEST_CASE("Tables that a restore made anew under a running writer are another database", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  query_value(ledger.database.owner(),
              "create table restored (like event including all); insert into restored select * from event;"
              "drop table event cascade; alter table restored rename to event;"
              "grant select, insert on event to ledger_service; select 1");
  CHECK(outcome_name(ledger.writer.run(deposit(ledger.account, "1.00"))) == "journal_unconfirmed");
}

TEST_CASE("A new epoch is known to whoever writes in it", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  CHECK(ledger.writer.writer().epochs().of(JournalId(0)).current() == first_epoch);
  CHECK(ledger.deposit_after("insert into journal_epoch (journal, epoch, position, hash)"
                             " select 0, 2, 1, hash from event where position = 1;"
                             "update journal_guard set epoch = 2 returning 1") == "applied");
  CHECK(ledger.writer.writer().epochs().epoch_of(JournalId(0), Position(1)) == first_epoch);
  CHECK(ledger.writer.writer().epochs().epoch_of(JournalId(0), Position(2)) == Epoch(2));
}

TEST_CASE("While identities are lost, nobody who is known elsewhere gets a second account", "[guard]") {
  GuardedLedger ledger(KafkaGuard::on);
  query_value(ledger.database.owner(), "insert into lost_identity (account_id) values (77) returning 1");
  auto known = open_account("Ann");
  known.identity = seal_identity("Ann", "crm-5");
  CHECK(outcome_name(ledger.writer.run(known)) == "identities_lost");
  CHECK(outcome_name(ledger.writer.run(open_account("Nobody in particular"))) == "applied");
  query_value(ledger.database.owner(), "update lost_identity set state = 2 returning 1");
  CHECK(outcome_name(ledger.writer.run(known)) == "applied");
  // Recorded transactions can be requested again.
  query_value(ledger.database.owner(), "update lost_identity set state = 1 returning 1");
  const auto again = ledger.writer.apply(known);
  CHECK(again.replayed);
}

}  // namespace ledger::test
