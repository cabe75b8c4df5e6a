// balance(T, K) against a naive sum over the events.
#include <set>

#include "ledger/ctl/rebuild.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/queries/balance_query.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger {
namespace {

using test::EventFactory;
using test::TestDatabase;

std::optional<DatedBalance> naive_balance(const std::vector<Event>& events, AccountId account,
                                          std::optional<Moment> effective, std::optional<Position> known_at) {
  std::optional<DatedBalance> answer;
  WideSum balance = 0;
  WideSum held = 0;
  const Event* before = nullptr;
  const auto head = events.back().position;
  for (const auto& event : events) {
    if (event.account != account || (known_at && event.position > *known_at)) continue;
    if (!effective || event.effective <= *effective) {
      balance += event.balance - (before != nullptr ? before->balance : 0);
      held += event.held - (before != nullptr ? before->held : 0);
    }
    before = &event;
    answer = DatedBalance{.account = account,
                          .currency = event.currency,
                          .balance = balance,
                          .held = held,
                          .limit = event.limit,
                          .status = event.status,
                          .version = event.version,
                          .journal = event.journal,
                          .position = known_at ? std::min(*known_at, head) : head};
  }
  return answer;
}

/// Compares many random questions about all accounts. Returns the number of wrong answers.
int wrong_answers(const DatabaseSettings& settings, const std::vector<Event>& events,
                  const std::vector<AccountId>& accounts, std::mt19937& random, int questions) {
  const auto connection = test::connect_for_test(settings);
  pqxx::work transaction(*connection);
  int wrong = 0;
  for (int question = 0; question < questions; ++question) {
    const auto account = accounts[random() % accounts.size()];
    std::optional<Moment> effective;
    std::optional<Position> known_at;
    // An event's own times, so that borders are hit, or a little beside them.
    const auto& event = events[random() % events.size()];
    if (random() % 4 != 0) effective = event.effective + std::chrono::microseconds(static_cast<int>(random() % 3) - 1);
    if (random() % 3 != 0) known_at = Position(static_cast<std::int64_t>(random() % (events.size() + 2)));
    const auto expected = naive_balance(events, account, effective, known_at);
    const auto actual = test::balance_at(transaction, account, effective, known_at);
    if (actual == expected) continue;
    ++wrong;
    UNSCOPED_INFO("account " << account.value << " T " << (effective ? microseconds_since_epoch(*effective) : -1)
                             << " K " << (known_at ? known_at->value : -1) << ": "
                             << (actual ? static_cast<std::int64_t>(actual->balance) : -1) << " version "
                             << (actual ? actual->version.value : -1) << " instead of "
                             << (expected ? static_cast<std::int64_t>(expected->balance) : -1) << " version "
                             << (expected ? expected->version.value : -1));
  }
  return wrong;
}

}  // namespace

TEST_CASE("balance(T, K) equals the naive sum, however far the projector is", "[balance]") {
  const TestDatabase database;
  std::mt19937 random(11);
  EventFactory factory(database.owner());
  const auto accounts = test::add_random_accounts(factory, 120, random);
  const auto events = factory.take();
  test::append_events(database.owner(), events);
  const auto end = static_cast<std::int64_t>(events.size());

  for (const auto reached : {std::int64_t{0}, std::int64_t{1}, end / 3, end - 1, end}) {
    test::project(database.service(), 50, Position(reached));
    INFO("projected up to " << reached);
    CHECK(wrong_answers(database.service(), events, accounts, random, 1500) == 0);
  }
}

TEST_CASE("Events of every kind are projected: live, rebuilt, and asked for on any date", "[balance]") {
  const TestDatabase database;
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  {
    test::WriterHarness writer(database.service());
    test::RandomBusiness business(writer, seed);
    business.run(700);
    business.complete();
  }
  const auto events = EventReader(database.service(), "test").read(JournalId(0), Position(1), 10'000);
  std::set<AccountId> ids;
  for (const auto& event : events) ids.insert(event.account);
  const std::vector<AccountId> accounts(ids.begin(), ids.end());
  std::mt19937 random(seed);
  const auto end = events.back().position;
  for (const auto reached : {Position(end.value / 2), end}) {
    test::project(database.service(), 17, reached);
    INFO("projected up to " << reached.value);
    CHECK(wrong_answers(database.service(), events, accounts, random, 1000) == 0);
  }
  const auto live = test::snapshot_contents(database.owner());
  rebuild(database.owner());
  CHECK((test::snapshot_contents(database.owner()) == live));
}

TEST_CASE("An account that there is not, or was not yet, has no balance", "[balance]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto first = factory.open();
  factory.pay(first, 500);
  const auto second = factory.open("JPY", 1000);
  test::append_events(database.owner(), factory.take());
  const auto ask = [&](AccountId account, std::optional<Moment> effective, std::optional<Position> known_at) {
    const auto connection = test::connect_for_test(database.service());
    pqxx::work transaction(*connection);
    return test::balance_at(transaction, account, effective, known_at);
  };
  for (int round = 0; round < 2; ++round) {
    CHECK_FALSE(ask(AccountId(99), std::nullopt, std::nullopt));
    CHECK_FALSE(ask(second, std::nullopt, Position(2)));
    CHECK_FALSE(ask(second, factory.now(), Position(2)));
    CHECK(ask(second, std::nullopt, Position(3))->limit == 1000);
    CHECK(ask(first, factory.now() - std::chrono::hours(1), std::nullopt)->balance == 0);
    CHECK(ask(first, std::nullopt, Position(1'000'000))->position == Position(3));
    test::project(database.service(), 10, Position(3));
  }
}

TEST_CASE("A past balance may be negative or wider than 64 bits", "[balance]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  const auto early = factory.now() - std::chrono::hours(2);
  const auto late = factory.now() - std::chrono::hours(1);
  for (int round = 0; round < 3; ++round) {
    factory.pay(account, no_limit, late);
    factory.pay(account, -no_limit, early);
  }
  test::append_events(database.owner(), factory.take());
  const auto balance_early = [&] {
    const auto connection = test::connect_for_test(database.service());
    pqxx::work transaction(*connection);
    return test::balance_at(transaction, account, early, std::nullopt)->balance;
  };
  CHECK(balance_early() == -3 * WideSum{no_limit});
  test::project(database.service(), 3, Position(4));
  CHECK(balance_early() == -3 * WideSum{no_limit});
  test::project(database.service(), 3, Position(7));
  CHECK(balance_early() == -3 * WideSum{no_limit});
}

TEST_CASE("A balance right after the event is there, and states the position it can be asked for again", "[balance]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  const auto other = factory.open();
  factory.pay(account, 700);
  factory.pay(other, 1);
  test::append_events(database.owner(), factory.take());
  const auto connection = test::connect_for_test(database.service());
  pqxx::work transaction(*connection);
  const auto now = test::balance_at(transaction, account, std::nullopt, std::nullopt);
  CHECK(now->balance == 700);
  CHECK(now->position == Position(4));
  CHECK(test::balance_at(transaction, account, std::nullopt, now->position) == now);
}

}  // namespace ledger
