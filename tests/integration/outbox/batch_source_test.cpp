// The relay reads batches from the journal, and remembers accounts while it reads.
#include "outbox/relay/batch_source.hpp"

#include "outbox/relay/journal_follower.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/postgres/commit_cutting_proxy.hpp"

namespace ledger::test {
namespace {

Cursor beginning_of(const TestDatabase& database) {
  return {.journal = JournalId(0), .at = {.position = Position(0), .hash = genesis_of(database)}};
}

/// The positions that a balance record is due for whatever follows, among all that there is to read.
std::vector<std::int64_t> needs_balance_record(JournalFollower& follower, std::size_t page_events) {
  std::vector<std::int64_t> positions;
  for (auto chunk = follower.next(page_events); chunk.size() > 0; chunk = follower.next(page_events)) {
    for (std::size_t index = 0; index < chunk.size(); ++index) {
      if (chunk.needs_balance_record(index)) positions.push_back(chunk.event(index).position.value);
    }
  }
  return positions;
}

}  // namespace

TEST_CASE("An account is not forgotten within the page that holds its events", "[relay]") {
  constexpr std::size_t page_events = 8;
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto open_with_money = [&factory](std::size_t count) {
    std::vector<AccountId> accounts;
    while (accounts.size() < count) {
      accounts.push_back(factory.open());
      factory.pay(accounts.back(), 100);
    }
    return accounts;
  };
  const auto forgotten = open_with_money(6);
  // Together they fill the memory, the first of them being the next to be forgotten.
  const auto remembered = open_with_money(page_events);
  append_events(database.service(), factory.take());
  JournalFollower follower(database.service(), beginning_of(database), page_events, 1);
  needs_balance_record(follower, page_events);

  for (const auto account : forgotten) factory.pay(account, -1);
  factory.pay(remembered.front(), -100);
  const auto spent = factory.position().value;
  append_events(database.service(), factory.take());
  CHECK(needs_balance_record(follower, page_events) == std::vector{spent});
}

TEST_CASE("The journal counts as read once it was, and not before", "[relay]") {
  const TestDatabase database;
  CommitCuttingProxy proxy(database.service());
  proxy.freeze();
  BatchSource hanging(proxy.settings(), beginning_of(database), {});
  CHECK_FALSE(hanging.take(std::chrono::milliseconds(300)));
  CHECK_FALSE(hanging.has_read());
  // An empty journal has been read, too.
  BatchSource reading(database.service(), beginning_of(database), {});
  CHECK(eventually([&] { return reading.has_read(); }));
}

TEST_CASE("Events gather until they are wanted, and one look takes all that came", "[relay]") {
  using Clock = std::chrono::steady_clock;
  const TestDatabase database;
  EventFactory factory(database.owner());
  append_deposits(factory, database.service(), 1, 1);
  BatchSource source(database.service(), beginning_of(database), {});
  const auto later = Clock::now() + std::chrono::hours(1);
  CHECK_FALSE(source.take(std::chrono::milliseconds(0), later));
  REQUIRE(eventually([&] { return source.has_waiting(); }));
  CHECK_FALSE(source.take(std::chrono::milliseconds(50), later));
  append_deposits(factory, database.service(), 1, 2);
  const auto batch = source.take(std::chrono::seconds(10), Clock::now());
  REQUIRE(batch);
  CHECK(batch->size() == 5);
  CHECK_FALSE(source.has_waiting());
}

TEST_CASE("A batch that is full is not held back", "[relay]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto events = append_deposits(factory, database.service(), 1, 29);
  BatchSource source(database.service(), beginning_of(database), {.events_max = 16, .page_events_max = 8});
  const auto later = std::chrono::steady_clock::now() + std::chrono::hours(1);
  // The last ones may have to wait, since they leave room for a page.
  std::size_t taken = 0;
  CHECK(eventually([&] {
    if (const auto batch = source.take(std::chrono::milliseconds(10), later)) taken += batch->size();
    return taken + 8 >= events;
  }));
}

TEST_CASE("Nothing is held back from a relay that catches up", "[relay]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  append_deposits(factory, database.service(), 1, 999);
  BatchSource source(database.service(), beginning_of(database), {.page_events_max = 8});
  CHECK(source.take(std::chrono::seconds(10), std::chrono::steady_clock::now() + std::chrono::hours(1)));
}

}  // namespace ledger::test
