// Erasing an identity takes the comments along, whatever happens to the request that asked for it.
#include "ledger/directory/comment_eraser.hpp"
#include "ledger/directory/seal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

EraseIdentity erasing(AccountId account) {
  EraseIdentity command;
  command.uid = random_uid();
  command.actor = "test";
  command.account = account;
  return command;
}

/// An account that is empty again, with this many comments.
AccountId account_with_comments(WriterHarness& ledger, int comments) {
  const auto account = ledger.open();
  for (int count = 0; count < comments; ++count) {
    Command command = deposit(account, "1");
    if (count % 2 != 0) command = withdraw(account, "1");
    std::visit(
        [](auto& payment) {
          if constexpr (requires { payment.comment; }) payment.comment = seal_comment("secret");
        },
        command);
    ledger.apply(command);
  }
  return account;
}

std::string rows_of(const TestDatabase& database, const std::string& table) {
  return query_value(database.owner(), "select count(*) from " + table);
}

std::string verdict_on(const TestDatabase& database) { return verdict(verified(database)); }

}  // namespace

TEST_CASE("Comments that a request left are erased all the same", "[erase]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  // More than are erased in one piece.
  const auto account = account_with_comments(ledger, 1'200);
  const auto other = account_with_comments(ledger, 4);
  // As a server does that is killed behind the commit: nobody goes on.
  ledger.apply(erasing(account));
  ledger.apply(erasing(other));
  auto later = deposit(account, "5");
  later.comment = seal_comment("later");
  ledger.apply(later);
  CHECK(rows_of(database, "transaction_comment") == "1205");
  CHECK(rows_of(database, "pending_erasure") == "2");
  CHECK(verdict_on(database) == "intact");

  // Two of them, as two replicas would run.
  const CommentEraser eraser(database.service(), ledger.metrics());
  const CommentEraser another(database.service(), ledger.metrics());
  REQUIRE(eventually([&] { return rows_of(database, "pending_erasure") == "0"; }));
  CHECK(query_value(database.owner(), "select comment from transaction_comment") == "later");
  CHECK(rows_of(database, "event where text_hash <> '' and type <> 1") == "1205");
  CHECK(verdict_on(database) == "intact");
}

TEST_CASE("An erasure that cannot go on holds up no other", "[erase]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto stuck = account_with_comments(ledger, 2);
  const auto free = account_with_comments(ledger, 2);
  query_value(database.owner(),
              "create function refuse_first() returns trigger language plpgsql as $$ begin"
              " if old.transaction_uid in (select transaction_uid from event where account_id = " +
                  std::to_string(stuck.value) +
                  ") then raise exception 'no'; end if; return old; end $$;"
                  "create trigger refuse_first before delete on transaction_comment for each row"
                  " execute function refuse_first()");
  ledger.apply(erasing(stuck));
  ledger.apply(erasing(free));
  const CommentEraser eraser(database.service(), ledger.metrics(), std::chrono::seconds(1));
  REQUIRE(eventually([&] { return rows_of(database, "pending_erasure") == "1"; }));
  CHECK(rows_of(database, "transaction_comment") == "2");
  query_value(database.owner(), "drop trigger refuse_first on transaction_comment");
  REQUIRE(eventually([&] { return rows_of(database, "transaction_comment") == "0"; }));
  CHECK(rows_of(database, "pending_erasure") == "0");
}

TEST_CASE("An identity is erased once, until something else is recorded", "[erase]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto first = erasing(account);
  ledger.apply(first);
  CHECK(std::get<Rejection>(ledger.run(erasing(account))).code == RejectionCode::identity_not_found);
  CHECK(ledger.apply(first).replayed);
  ledger.apply(deposit(account, "1"));
  ledger.apply(withdraw(account, "1"));
  ledger.apply(erasing(account));
  CHECK(rows_of(database, "event where type = 16") == "2");
}

TEST_CASE("verify names what was to be forgotten and is there", "[verify][erase]") {
  const TestDatabase database;
  {
    WriterHarness ledger(database.service());
    const auto account = account_with_comments(ledger, 2);  // 1, 2, 3
    query_value(database.owner(), "create table kept as select * from identity");
    ledger.apply(erasing(account));  // 4
  }
  REQUIRE(verdict_on(database) == "intact");
  struct Attack {
    std::string sql;
    std::string fault;
  };
  const auto attack = GENERATE(
      Attack{"delete from pending_erasure",
             "4: a comment from before it is there, and no row of pending_erasure will take it away"},
      Attack{"update pending_erasure set up_to_version = 2", "4: a comment from before it is there"},
      Attack{"update pending_erasure set done_version = 4", "4: a comment from before it is there"},
      Attack{"insert into pending_erasure values (1, 3)",
             "0: pending_erasure has an erasure that no event asked for: account "},
      Attack{"insert into identity select * from kept", "4: the row of table identity that it erased is there"});
  query_value(database.owner(), attack.sql);
  CHECK_THAT(verdict_on(database), StartsWith(attack.fault));
}

}  // namespace ledger::test
