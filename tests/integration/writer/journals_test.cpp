// A ledger with several journals: transfers between them are in both or in neither.
#include <map>

#include "ledger/ctl/journal_count.hpp"
#include "ledger/ctl/verify.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr std::int64_t journal_count = 3;

}  // namespace

TEST_CASE("Transfers between journals, in both directions at once, by two writers", "[journals]") {
  const TestDatabase database;
  set_journal_count(database.owner(), journal_count);
  WriterHarness ledger(database.service(), {}, journal_count);
  WriterHarness replica(database.service(), {}, journal_count);

  // One account in each journal.
  std::map<JournalId, AccountId> accounts;
  for (int tries = 0; accounts.size() < journal_count && tries < 200; ++tries) {
    const auto account = ledger.open();
    accounts.emplace(journal_of(account, journal_count), account);
  }
  REQUIRE(accounts.size() == journal_count);
  for (const auto& [journal, account] : accounts) ledger.apply(deposit(account, "1000"));

  constexpr std::size_t client_count = 12;
  constexpr int transfers_each = 25;
  const auto applied = at_once(client_count, [&](std::size_t client) {
    auto& mine = client % 2 == 0 ? ledger : replica;
    const JournalId from(static_cast<std::int16_t>(client % journal_count));
    const JournalId to(static_cast<std::int16_t>((client / 2 + client + 1) % journal_count));
    const auto receiver = accounts.at(from == to ? JournalId(static_cast<std::int16_t>((to.value + 1) % 3)) : to);
    int count = 0;
    for (int index = 0; index < transfers_each; ++index) {
      const auto command = transfer(accounts.at(from), receiver, "1");
      const auto first = mine.apply(command);
      count += first.recorded.legs.size() == 2 && !first.replayed ? 1 : 0;
      count += mine.apply(command).replayed ? 0 : 100;
    }
    return count;
  });
  for (const auto count : applied) CHECK(count == transfers_each);

  const auto report = verify(database.service(), [](std::int64_t, std::int64_t) {});
  INFO((report.fault ? report.fault->what : std::string()));
  CHECK_FALSE(report.fault);
  CHECK(report.sums.at("USD").balances == 3 * 100'000);
}

TEST_CASE("A hold is found and reversed whichever journal it is in", "[journals]") {
  const TestDatabase database;
  set_journal_count(database.owner(), journal_count);
  WriterHarness ledger(database.service(), {}, journal_count);
  for (int count = 0; count < 12; ++count) {
    const auto account = ledger.open();
    ledger.apply(deposit(account, "5"));
    const auto hold = place_hold(account, "5");
    ledger.apply(hold);
    const auto confirm = ending<ConfirmHold>(hold.uid);
    CHECK(ledger.apply(confirm).recorded.legs.at(1).balance == 0);
    CHECK(ledger.apply(confirm).replayed);
    const auto reversed = ledger.apply(reversal_of(hold.uid));
    CHECK(reversed.recorded.legs.at(0).balance == 500);
  }
}

TEST_CASE("The number of journals is fixed by the first account", "[journals]") {
  const TestDatabase database;
  set_journal_count(database.owner(), 2);
  set_journal_count(database.owner(), 2);
  CHECK_THROWS(set_journal_count(database.owner(), 1));
  WriterHarness ledger(database.service(), {}, 2);
  ledger.open();
  CHECK_THROWS(set_journal_count(database.owner(), 3));
}

}  // namespace ledger::test
