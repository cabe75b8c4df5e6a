// Sums over all accounts against naive sums, at random positions.
#include "ledger/queries/balance_query.hpp"
#include "ledger/queries/totals_query.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::TestDatabase;

std::map<Currency, TotalAt> naive_totals(const std::vector<Event>& events, Position position) {
  std::map<Currency, TotalAt> totals;
  std::map<AccountId, Event> last;
  for (const auto& event : events) {
    if (event.position > position) break;
    auto& total = totals[event.currency];
    const auto before = last.find(event.account);
    const auto change = event.balance - (before == last.end() ? 0 : before->second.balance);
    total.accounts += before == last.end() ? 1 : 0;
    total.balance += change;
    total.held += event.held - (before == last.end() ? 0 : before->second.held);
    total.credited += std::max<MinorUnits>(change, 0);
    last.insert_or_assign(event.account, event);
  }
  return totals;
}

}  // namespace

TEST_CASE("Totals at any position are the naive sums, wherever the projector is", "[totals]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(11);
  test::add_random_accounts(factory, 1'800, random);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  const auto connection = test::connect_for_test(database.service());
  const auto check = [&](Position position) {
    INFO("position " << position.value);
    pqxx::work transaction(*connection);
    CHECK((totals_at(transaction, JournalId(0), position) == naive_totals(events, position)));
  };
  for (const auto projected : {Position(0), Position(5'000), factory.position()}) {
    test::project(database.service(), 700, projected);
    for (const auto position : {0, 1, 4'095, 4'096, 4'097, 8'192}) check(Position(position));
    for (int count = 0; count < 10; ++count) {
      check(Position(static_cast<std::int64_t>(random() % events.size()) + 1));
    }
    check(factory.position());
  }
}

TEST_CASE("Totals are the sum of the accounts' balances, also beyond 64 bits", "[totals]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::vector<AccountId> accounts;
  for (int count = 0; count < 3; ++count) {
    accounts.push_back(factory.open());
    factory.pay(accounts.back(), no_limit - count);
  }
  test::append_events(database.owner(), factory.take());
  const auto connection = test::connect_for_test(database.service());
  pqxx::work transaction(*connection);
  WideSum sum = 0;
  for (const auto account : accounts)
    sum += test::balance_at(transaction, account, std::nullopt, std::nullopt)->balance;
  const auto totals = totals_at(transaction, JournalId(0), factory.position());
  CHECK((totals.at(Currency::from_code("USD").value()).balance == sum));
  CHECK((sum > WideSum{no_limit} * 2));
}

}  // namespace ledger
