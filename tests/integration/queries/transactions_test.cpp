// The queries of the API on the journal: a transaction, a history, a position in time.
#include "ledger/queries/transactions.hpp"

#include "ledger/directory/seal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("Transactions, histories and positions in time can be queried", "[journal]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open("Vasya");
  auto command = deposit(account, "7.50");
  command.comment = seal_comment("hello");
  const auto applied = ledger.apply(command);
  for (int index = 0; index < 5; ++index) ledger.apply(withdraw(account, "1"));

  const auto connection = connect_for_test(database.service());
  pqxx::work transaction(*connection);
  const auto found = find_transaction(transaction, command.uid);
  REQUIRE(found);
  CHECK(found->legs == applied.recorded.legs);
  CHECK(found->comment->text == "hello");
  CHECK_FALSE(find_transaction(transaction, random_uid()));
  CHECK(last_event(transaction, account)->balance == 250);

  std::vector<std::int64_t> versions;
  std::optional<Version> after;
  do {
    const auto page = account_history(transaction, account, after, true, 3);
    for (const auto& entry : page.entries) versions.push_back(entry.legs.front().version.value);
    after = page.next;
  } while (after);
  CHECK(versions == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1});
  CHECK(account_history(transaction, account, Version(5), false, 10).entries.size() == 2);

  const auto recorded = applied.recorded.legs.front().recorded;
  CHECK(position_at(transaction, JournalId(0), recorded) == Position(2));
  CHECK(position_at(transaction, JournalId(0), recorded - std::chrono::microseconds(1)) == Position(1));
  CHECK(position_at(transaction, JournalId(0), moment_from_microseconds(0)) == Position(0));
  CHECK(position_at(transaction, JournalId(0), recorded + std::chrono::hours(1)) == Position(7));
}

}  // namespace ledger::test
