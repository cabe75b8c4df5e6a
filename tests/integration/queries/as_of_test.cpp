// An event recorded while a query runs is returned with its epoch.
#include "api/services/reads/as_of.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/rewind.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("An event of an epoch that begins between two looks carries that epoch", "[epochs]") {
  const TestDatabase database;
  WriterHarness writer(database.service());
  const auto account = writer.open();
  // A separate book, like another process's: the writer does not announce the new epoch to it.
  EpochBook epochs;
  auto query = api::as_of_end(JournalId(0), epochs, [&](pqxx::transaction_base& transaction) {
    begin_epoch(database.owner(), 2, 1);
    writer.apply(deposit(account, "1.00"));
    return account_history(transaction, account, std::nullopt, false, 10);
  });
  const auto connection = connect_for_test(database.service());
  pqxx::nontransaction session(*connection);
  const auto answer = query(session);
  CHECK(answer.position == PositionToken{JournalId(0), Position(1)});
  const auto& last = answer.value.entries.back().legs.front();
  CHECK(to_string(api::token_of(epochs, last)) == "0:2:2");
}

}  // namespace ledger::test
