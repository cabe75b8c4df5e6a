// verify distinguishes an erased text from one that was removed otherwise.
#include "ledger/ctl/checks/text_check.hpp"
#include "ledger/directory/seal.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

EraseIdentity erasure_of(AccountId account) {
  EraseIdentity command;
  command.uid = random_uid();
  command.actor = "test";
  command.account = account;
  return command;
}

/// Account 1 was opened at position 1 and has comments at 3 and 4; account 2 was opened at 2 and erased at 5 and 8,
/// with comments at 6 and 7 that stay pending.
struct TextLedger {
  TestDatabase database;

  TextLedger() {
    WriterHarness writer(database.service());
    const auto kept = writer.open();
    const auto forgotten = writer.open();
    for (const auto* amount : {"1", "2"}) writer.apply(commented(deposit(kept, amount)));
    writer.apply(erasure_of(forgotten));
    writer.apply(commented(deposit(forgotten, "1")));
    writer.apply(commented(withdraw(forgotten, "1")));
    writer.apply(erasure_of(forgotten));
  }

  template <class Payment>
  static Payment commented(Payment payment) {
    payment.comment = seal_comment("for " + to_string(payment.uid));
    return payment;
  }
};

}  // namespace

TEST_CASE("A text that is missing, exchanged or too much is named, and an erased one is not", "[verify][erase]") {
  const TextLedger ledger;
  REQUIRE(verdict(verified(ledger.database)) == "intact");
  struct Attack {
    const char* sql;
    const char* verdict;
  };
  const auto attack = GENERATE(
      Attack{"delete from identity", "1: its row of table identity is missing, and no later event erased it"},
      Attack{"update identity set account_id = 2", "2: its text is not the one that it was recorded with, in table"},
      Attack{"update identity set external_id = 'x'", "1: its text is not the one that it was recorded with, in table"},
      Attack{"update identity set salt = substr(sha256(salt), 1, 16)", "1: its text is not the one"},
      Attack{
          "delete from transaction_comment where transaction_uid in (select transaction_uid from event where position"
          " = 4)",
          "4: its row of table transaction_comment is missing, and no later event erased it"},
      Attack{"update transaction_comment t set (comment, salt) = (select comment, salt from transaction_comment o"
             " join event using (transaction_uid) where position = case t.transaction_uid when (select transaction_uid"
             " from event where position = 3) then 4 else 3 end)",
             "3: its text is not the one that it was recorded with, in table transaction_comment"},
      Attack{"insert into identity select 77, salt, 'stray' from identity", "0: identity has a row of account 77"},
      Attack{"insert into transaction_comment select gen_random_uuid(), salt, 'stray' from identity",
             "0: transaction_comment has a row that no event was recorded with: "},
      Attack{"insert into transaction_comment select transaction_uid, '0123456789abcdef', 'x' from event"
             " where position = 8",
             "0: transaction_comment has a row that no event was recorded with: "},
      Attack{"delete from transaction_comment using event where event.transaction_uid ="
             " transaction_comment.transaction_uid and account_id = 2; delete from pending_erasure",
             "intact"});
  INFO(attack.sql);
  query_value(ledger.database.owner(), attack.sql);
  CHECK_THAT(verdict(verified(ledger.database)), StartsWith(attack.verdict));
}

TEST_CASE("A text that was erased after verify had begun is not missed", "[verify][erase]") {
  const TestDatabase database;
  WriterHarness writer(database.service());
  const auto account = writer.open();
  EventReader reader(database.service(), "test");
  const auto events = reader.read(JournalId(0), Position(1), 10);
  PostgresConnection connection(database.service(), {.application = "test"});
  const auto last_version = [](AccountId) { return Version(1); };
  writer.apply(erasure_of(account));
  const RestoreCheck restores_erased(connection);
  TextCheck erased(connection, restores_erased);
  CHECK_FALSE(erased.check(events));
  CHECK_FALSE(erased.find_missing(last_version));

  const auto other = writer.open();
  query_value(database.owner(), "delete from identity");
  PostgresConnection another(database.service(), {.application = "test"});
  const RestoreCheck restores_removed(another);
  TextCheck removed(another, restores_removed);
  CHECK_FALSE(removed.check(reader.read(JournalId(0), Position(3), 10)));
  const auto missing = removed.find_missing(last_version);
  REQUIRE(missing);
  CHECK(missing->position == Position(3));
  CHECK(other == AccountId(account.value + 1));
}

}  // namespace ledger::test
