// A page of a statement or a history costs the same wherever it is, counted in rows that PostgreSQL reads.
#include <algorithm>

#include "api/services/positions/known_position.hpp"
#include "api/services/reads/statement.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/queries/transactions.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using api::Statement;
using api::StatementPlace;
using api::StatementQuery;

constexpr std::size_t page_lines = 100;

/// Rows of tables and entries of indexes that this transaction has read so far.
std::int64_t rows_read(pqxx::transaction_base& transaction) {
  return execute_for_row(
             transaction,
             "select sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid))::bigint"
             " from pg_class where relnamespace = 'public'::regnamespace")[0]
      .as<std::int64_t>();
}

/// The cost of a whole statement, read page by page as a client does: each page from the cursor of the one before.
struct Costs {
  std::vector<std::int64_t> rows;
  std::vector<WideSum> balances;
};

Costs read_pages(const TestDatabase& database, AccountId account, std::optional<Moment> from = std::nullopt) {
  Costs costs;
  EpochBook epochs;
  const auto connection = connect(database.service(), {.application = "test"});
  pqxx::work transaction(*connection);
  StatementQuery question{
      .account = account, .journal = JournalId(0), .from = from, .before = {}, .known_at = {}, .place = {}};
  for (bool more = true; more;) {
    const auto before = rows_read(transaction);
    const auto known_at = api::resolved(transaction, question.journal, question.known_at, epochs);
    auto statement = Statement::open(transaction, question, known_at).value();
    for (const auto& line : statement.next(transaction, page_lines)) costs.balances.push_back(line.balance);
    costs.rows.push_back(rows_read(transaction) - before);
    more = statement.has_more();
    question.place = statement.place();
    question.known_at.position = statement.frame().known_at;
  }
  return costs;
}

}  // namespace

TEST_CASE("A page of a statement reads as many rows at its end as at its beginning", "[statement]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  const auto imported = factory.open();
  const auto day = factory.now() - std::chrono::hours(24);
  // All of one date, and effective when they were recorded; none is projected yet.
  for (int count = 0; count < 20'000; ++count) factory.pay(imported, 1, day);
  for (int count = 0; count < 5'000; ++count) factory.pay(account, 1);
  append_events(database.owner(), factory.take());
  for (const auto each : {imported, account}) {
    const auto costs = read_pages(database, each);
    INFO("account " << each.value);
    // One more page finds out that nothing follows 20,000 events that are not in the order of their versions.
    REQUIRE(costs.rows.size() == (each == imported ? 201 : 50));
    CHECK(costs.balances.back() == (each == imported ? 20'000 : 5'000));
    // The first page has the turnovers to find, and the last ones look for more.
    const auto [least, most] = std::minmax_element(costs.rows.begin() + 1, costs.rows.end() - 2);
    CHECK(*most <= *least + 250);
    CHECK(*most <= 1'000);
    CHECK(*std::max_element(costs.rows.begin() + 1, costs.rows.end()) < 2 * statement_events_looked_at_max);
  }
}

TEST_CASE("A statement that finds little looks at a bounded number of events a page", "[statement]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  factory.pay(account, 7);
  const auto day = factory.now() - std::chrono::hours(24);
  const auto begin = factory.now();
  for (int count = 0; count < 45'000; ++count) factory.pay(account, 1, day);
  factory.pay(account, 5);
  append_events(database.owner(), factory.take());
  project(database.service(), 10'000, factory.position());
  const auto costs = read_pages(database, account, begin);
  CHECK((costs.balances == std::vector<WideSum>{45'012}));
  CHECK(costs.rows.size() >= 3);
  for (const auto rows : costs.rows) CHECK(rows < 3 * statement_events_looked_at_max);
}

TEST_CASE("A page of a history looks at a bounded number of events, wherever it is and however rare its type",
          "[statement]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  for (int count = 0; count < 25'000; ++count) factory.pay(account, 1);
  append_events(database.owner(), factory.take());
  const auto connection = connect(database.service(), {.application = "test"});
  pqxx::work transaction(*connection);
  const auto cost_of = [&](std::optional<Version> after, bool descending, const HistoryFilter& filter) {
    const auto before = rows_read(transaction);
    const auto page = account_history(transaction, account, after, descending, 100, filter);
    CHECK(page.next.has_value());
    CHECK(page.entries.size() == (filter.takes_all() ? 100 : 0));
    return rows_read(transaction) - before;
  };
  const auto first = cost_of(std::nullopt, false, {});
  CHECK(first < 500);
  CHECK(cost_of(Version(24'000), false, {}) == first);
  CHECK(cost_of(std::nullopt, true, {}) == first);
  const HistoryFilter rare{.from = std::nullopt, .before = std::nullopt, .types = {EventType::withdrawn}};
  // An entry of the index and a row for each of 10,000 events.
  for (const bool descending : {false, true}) CHECK(cost_of(std::nullopt, descending, rare) < 20'100);
}

}  // namespace ledger::test
