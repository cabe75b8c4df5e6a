// An optimistic append is one message that a client may stop in the middle of, and that may arrive late.
#include <chrono>
#include <vector>

#include "ledger/directory/seal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/metric.hpp"
#include "tests/support/postgres/append_holding_proxy.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using namespace std::chrono_literals;

/// The last bytes are the messages that execute the append and end its transaction.
constexpr std::size_t last_bytes = 16;
constexpr std::size_t bytes_between_stops = 29;

/// The next batch that can be is decided ahead of the lock. A session that has just begun, or a look at the clock that
/// took long, has others first.
void make_optimistic(WriterHarness& ledger, AccountId account) {
  const auto optimistic = [&] { return metric_value(ledger.metrics(), "ledger_writer_batches_optimistic_total"); };
  REQUIRE(eventually([&] {
    const auto before = optimistic();
    ledger.apply(deposit(account, "0.01"));
    return optimistic() == before + 1;
  }));
}

std::vector<std::size_t> places_to_stop(std::size_t bytes) {
  std::vector<std::size_t> places;
  for (std::size_t place = 1; place < bytes - last_bytes; place += bytes_between_stops) places.push_back(place);
  for (std::size_t place = bytes - last_bytes; place < bytes; ++place) places.push_back(place);
  return places;
}

/// Returns the backends of all writers. One that keeps the lock too long is ended by whoever waits for the lock.
std::string writers_of(const TestDatabase& database) {
  return query_value(database.owner(),
                     "select string_agg(pid::text, ' ' order by pid) from pg_stat_activity"
                     " where datname = current_database() and application_name = 'ledger-writer'");
}

bool is_pending(std::future<Outcome>& outcome) { return outcome.wait_for(0s) == std::future_status::timeout; }

}  // namespace

TEST_CASE("A writer that stops anywhere amid an append does not keep the journal's lock", "[faults][optimistic]") {
  const TestDatabase database;
  AppendHoldingProxy proxy(database.service());
  WriterHarness stopping(proxy.settings());
  WriterHarness other(database.service());
  const auto account = stopping.open();
  make_optimistic(stopping, account);
  const auto bytes = proxy.append_bytes();
  REQUIRE(bytes > last_bytes);
  other.apply(deposit(account, "1"));
  const auto writers = writers_of(database);
  REQUIRE_FALSE(writers.empty());

  std::size_t applied = 0;
  for (const auto place : places_to_stop(bytes)) {
    INFO("stopped behind byte " << place << " of " << bytes);
    make_optimistic(stopping, account);
    const auto before = check_journal(database.service()).size();
    proxy.hold_next(place);
    auto outcome = stopping.start(deposit(account, "1"));
    REQUIRE(eventually([&] { return proxy.is_holding(); }));
    other.apply(deposit(account, "1"));
    CHECK(is_pending(outcome));
    CHECK(writers_of(database) == writers);
    REQUIRE(proxy.release());
    CHECK(std::holds_alternative<Applied>(outcome_of(outcome)));
    CHECK(check_journal(database.service()).size() == before + 2);
    ++applied;
  }
  CHECK(applied >= last_bytes);
}

TEST_CASE("An append that arrives when part of it was refused meanwhile is not recorded", "[faults][optimistic]") {
  const TestDatabase database;
  AppendHoldingProxy proxy(database.service());
  constexpr auto deadline = 2s;
  WriterHarness ledger(proxy.settings(), {.deadline = deadline});
  const auto account = ledger.open();
  const auto other = ledger.open("Petya");
  make_optimistic(ledger, other);
  const auto before = check_journal(database.service()).size();

  // The deposit and the withdrawal that needs it are in one batch, and only the deposit is overdue when its outcome
  // gets in doubt.
  std::future<Outcome> first;
  std::future<Outcome> paid_in;
  std::future<Outcome> paid_out;
  std::chrono::steady_clock::time_point deposit_is_overdue;
  {
    const HeldJournal held(database);
    // A comment is stored under the lock, which leaves the next batch free to be decided ahead of it.
    auto commented = deposit(other, "0.01");
    commented.comment = seal_comment("for a coffee");
    first = ledger.start(commented);
    REQUIRE(eventually([&] {
      return query_value(database.owner(),
                         "select count(*) from pg_stat_activity where datname = current_database()"
                         " and wait_event_type = 'Lock'") == "1";
    }));
    paid_in = ledger.start(deposit(account, "10"));
    const auto submitted = std::chrono::steady_clock::now();
    deposit_is_overdue = submitted + deadline;
    REQUIRE(eventually([&] { return std::chrono::steady_clock::now() > submitted + deadline / 2; }));
    paid_out = ledger.start(withdraw(account, "10"));
    proxy.hold_next(0);
  }
  CHECK(std::holds_alternative<Applied>(outcome_of(first)));
  REQUIRE(eventually([&] { return proxy.is_holding(); }));
  REQUIRE(eventually([&] { return std::chrono::steady_clock::now() > deposit_is_overdue; }));
  proxy.cut_client();
  CHECK(std::holds_alternative<Unavailable>(outcome_of(paid_in)));
  CHECK(code_of(outcome_of(paid_out)) == RejectionCode::insufficient_funds);

  REQUIRE(proxy.release());
  CHECK(check_journal(database.service()).size() == before + 1);
}

}  // namespace ledger::test
