// The order of a statement against a naive sort of the events.
#include "ledger/queries/statement_entries.hpp"

#include <algorithm>
#include <optional>

#include "ledger/domain/account.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::TestDatabase;

std::vector<StatementKey> naive_entries(const std::vector<Event>& events, const StatementRange& range) {
  std::vector<StatementKey> keys;
  for (const auto& event : events) {
    if (event.account != range.account || event.version > range.known || balance_change(event) == 0) continue;
    if (event.effective < range.from || event.effective >= range.before) continue;
    keys.push_back({.effective = event.effective, .version = event.version});
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<StatementKey> read_entries(pqxx::transaction_base& transaction, const StatementRange& range,
                                       std::size_t limit) {
  StatementEntries entries(transaction, range);
  std::vector<StatementKey> keys;
  for (bool at_end = false; !at_end;) {
    const auto page = entries.next(transaction, limit);
    for (const auto& entry : page) {
      keys.push_back({.effective = entry.legs.front().effective, .version = entry.legs.front().version});
    }
    at_end = !entries.has_more();
  }
  return keys;
}

/// The same, where each page is found anew behind the one before, and looks at few events.
std::vector<StatementKey> read_pages(pqxx::transaction_base& transaction, const StatementRange& range,
                                     std::size_t limit) {
  std::vector<StatementKey> keys;
  std::optional<StatementKey> after;
  for (bool at_end = false; !at_end;) {
    StatementEntries entries(transaction, range, after);
    for (const auto& entry : entries.next(transaction, limit, 200)) {
      keys.push_back({.effective = entry.legs.front().effective, .version = entry.legs.front().version});
    }
    if (entries.has_more() && after) CHECK((entries.reached() > *after));
    after = entries.reached();
    at_end = !entries.has_more();
  }
  return keys;
}

}  // namespace

TEST_CASE("A statement is in order whatever order the events came in", "[statement]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(3);
  auto accounts = test::add_random_accounts(factory, 2'300, random);
  // One whose events are effective when they are recorded, with some dated back between them.
  accounts.push_back(factory.open());
  for (int count = 0; count < 2'300; ++count) {
    if (random() % 8 == 0) {
      factory.pay(accounts.back(), 1, factory.now() - std::chrono::milliseconds(random() % 9'000));
    } else {
      factory.pay(accounts.back(), 1);
    }
  }
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  const auto connection = test::connect_for_test(database.service());
  pqxx::work transaction(*connection);
  for (const auto account : accounts) {
    for (int question = 0; question < 6; ++question) {
      const auto any_time = [&] { return events[random() % events.size()].effective; };
      StatementRange range{.account = account, .from = any_time(), .before = any_time(), .known = Version(2'301)};
      if (range.before < range.from) std::swap(range.from, range.before);
      if (question == 0) range.from = moment_from_microseconds(0);
      if (question <= 1) range.before = Moment::max();
      if (question > 3) range.known = Version(static_cast<std::int64_t>(random() % 2'301) + 1);
      INFO("account " << account.value << " question " << question);
      const auto expected = naive_entries(events, range);
      CHECK((read_entries(transaction, range, 1 + random() % 1'500) == expected));
      CHECK((read_pages(transaction, range, 1 + random() % 1'500) == expected));
    }
  }
}

}  // namespace ledger
