// A hold ends at its expiry for everyone, even before its expiry has been recorded.
#include <atomic>

#include "ledger/domain/details.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/transactions.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/hold_expirer.hpp"
#include "tests/integration/writer/due_holds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::vector<Outcome> run_each(WriterHarness& ledger, std::vector<Command> commands) {
  std::promise<std::vector<Outcome>> promise;
  auto future = promise.get_future();
  ledger.writer().submit_each(std::move(commands),
                              [&](std::vector<Outcome> outcomes) { promise.set_value(std::move(outcomes)); });
  if (future.wait_for(patience) != std::future_status::ready) throw std::runtime_error("commands have no outcome");
  return future.get();
}

/// Places this number of holds of 0.01 each, which end after a second.
void place_cents(WriterHarness& ledger, AccountId account, int count) {
  std::vector<Command> holds;
  for (int index = 0; index < count; ++index) holds.emplace_back(place_hold(account, "0.01", shortest_hold));
  for (const auto& outcome : run_each(ledger, std::move(holds))) REQUIRE(std::holds_alternative<Applied>(outcome));
}

double counter(const prometheus::Registry& metrics, const std::string& name) {
  for (const auto& family : metrics.Collect()) {
    if (family.name == name) return family.metric.front().counter.value;
  }
  return 0;
}

}  // namespace

TEST_CASE("No command is refused for money that a due hold still has", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto payer = ledger.open();
  const auto receiver = ledger.open();
  const auto sent = transfer(payer, receiver, "50");
  ledger.apply(deposit(payer, "100"));
  ledger.apply(sent);
  for (const auto account : {payer, payer, payer, payer, payer}) ledger.apply(place_hold(account, "10", shortest_hold));
  ledger.apply(place_hold(receiver, "50", shortest_hold));
  CHECK(code_of(ledger.run(withdraw(payer, "1"))) == RejectionCode::insufficient_funds);
  wait_until_all_are_due(database);

  ledger.apply(withdraw(payer, "10"));
  CHECK(query_value(database.service(), due_rows_sql) == "5");
  ledger.apply(transfer(payer, receiver, "10"));
  ledger.apply(place_hold(payer, "20"));
  ledger.apply(reversal_of(sent.uid));
  CHECK(code_of(ledger.run(withdraw(payer, "1000"))) == RejectionCode::insufficient_funds);
  CHECK(query_value(database.service(), due_rows_sql) == "1");
  CHECK(counter(ledger.metrics(), "ledger_holds_expired_total") == 6);
  check_journal(database.service());
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("A hold shows that it is over once the ledger's time has passed its end, recorded or not", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto other = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto hold = place_hold(account, "10", shortest_hold);
  ledger.apply(hold);
  wait_until_all_are_due(database);
  const auto connection = connect_for_test(database.service());
  const auto read = [&] {
    pqxx::read_transaction transaction(*connection);
    return find_transaction(transaction, hold.uid).value();
  };
  // A clock alone does not make it so: clocks can be wrong.
  CHECK(hold_status(read()) == HoldStatus::open);
  CHECK_FALSE(closed_at(read()));

  ledger.apply(deposit(other, "1"));
  CHECK(hold_status(read()) == HoldStatus::expired);
  CHECK(closed_at(read()) == hold_terms(read().legs.front()).expires);
  CHECK(read().legs.size() == 1);
  {
    // Its money is still held in the state of the account's last event, and the list adds up to that.
    pqxx::read_transaction transaction(*connection);
    const auto page = open_holds(transaction, account, std::nullopt, 10);
    REQUIRE(page.holds.size() == 1);
    CHECK(hold_status(page.holds.front()) == HoldStatus::expired);
    CHECK(last_event(transaction, account).value().held == 1000);
  }
  ledger.apply(withdraw(account, "1"));
  CHECK(hold_status(read()) == HoldStatus::expired);
  CHECK(read().legs.size() == 2);
}

TEST_CASE("A command that needs more expiries than a batch has waits, and is never refused for it", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto other = ledger.open();
  ledger.apply(deposit(account, "13"));
  ledger.apply(deposit(other, "13"));
  place_cents(ledger, account, 1'300);
  place_cents(ledger, other, 1'300);
  wait_until_all_are_due(database);

  // At its deadline, too, it is not known whether the money is there.
  WriterHarness hasty(database.service(), {.deadline = std::chrono::milliseconds(5)});
  for (bool applied = false; !applied;) {
    const auto outcome = hasty.run(withdraw(other, "13"));
    REQUIRE_FALSE(std::holds_alternative<Rejection>(outcome));
    applied = std::holds_alternative<Applied>(outcome);
  }
  // Later commands of the same request are decided after it.
  const auto outcomes = run_each(ledger, {withdraw(account, "13"), deposit(account, "1"), withdraw(account, "1")});
  for (const auto& outcome : outcomes) CHECK(std::holds_alternative<Applied>(outcome));
  const auto balance_after = [&](std::size_t index) {
    return std::get<Applied>(outcomes.at(index)).recorded.legs.front().balance;
  };
  CHECK(balance_after(0) == 0);
  CHECK(balance_after(1) == 100);
  CHECK(counter(ledger.metrics(), "ledger_writer_commands_put_back_total") >= 2);
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("No account of many is refused because the others' due holds fill a look", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  constexpr int each = static_cast<int>(due_holds_max);
  constexpr int accounts = journal_sql::due_holds_looked_up_max / each + 1;
  std::vector<Command> commands;
  for (int count = 0; count < accounts; ++count) {
    const auto account = ledger.open();
    ledger.apply(deposit(account, "5"));
    place_cents(ledger, account, each);
    commands.emplace_back(withdraw(account, "5"));
  }
  wait_until_all_are_due(database);
  for (const auto& outcome : run_each(ledger, std::move(commands))) CHECK(std::holds_alternative<Applied>(outcome));
  CHECK(query_value(database.service(), due_rows_sql) == "0");
}

TEST_CASE("Due is what has ended by the ledger's time where that is ahead of the clock", "[hold]") {
  const TestDatabase database;
  AccountId account;
  {
    WriterHarness ledger(database.service());
    account = ledger.open();
    const auto other = ledger.open();
    ledger.apply(deposit(account, "10"));
    ledger.apply(place_hold(account, "10", std::chrono::minutes(10)));
    ledger.apply(deposit(other, "1"));
  }
  // A server with a wrong clock could have left this, at the very end of the hold.
  query_value(database.owner(),
              "alter table event disable trigger event_never_changes;"
              "update event set recorded_us = (select expires_us from open_hold)"
              " where position = (select max(position) from event) returning 1");
  WriterHarness ledger(database.service(), {.clocks = {.difference_max = std::chrono::hours(1)}});
  ledger.apply(withdraw(account, "10"));
  CHECK(query_value(database.service(), due_rows_sql) == "0");
}

TEST_CASE("A row of a hold that has ended frees no money again", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto ended = place_hold(account, "4", shortest_hold);
  ledger.apply(ended);
  const auto row =
      query_value(database.owner(),
                  "select concat_ws(',', quote_literal(transaction_uid), account_id, 400, expires_us) from open_hold");
  ledger.apply(ending<CancelHold>(ended.uid));
  query_value(database.owner(), "insert into open_hold values (" + row + ") returning 1");
  wait_until_all_are_due(database);
  ledger.apply(place_hold(account, "10"));
  CHECK(code_of(ledger.run(withdraw(account, "1"))) == RejectionCode::insufficient_funds);
}

TEST_CASE("Nothing expires while the expirer may not, and then all that is due", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "100"));
  place_cents(ledger, account, 1'200);
  std::atomic<bool> may_expire = false;
  std::atomic<int> asked = 0;
  const HoldExpirer expirer(database.service(), ledger.writer(), ledger.metrics(), {.may_expire = [&] {
                              ++asked;
                              return may_expire.load();
                            }});
  wait_until_all_are_due(database);
  const int before = asked;
  REQUIRE(eventually([&] { return asked >= before + 2; }));
  CHECK(query_value(database.service(), due_rows_sql) == "1200");
  may_expire = true;
  REQUIRE(eventually([&] { return query_value(database.service(), due_rows_sql) == "0"; }));
  CHECK(counter(ledger.metrics(), "ledger_holds_expired_total") == 1'200);
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("A hold that appears behind what was looked at is found by the next full look", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto late = place_hold(account, "1", shortest_hold);
  ledger.apply(late);
  ledger.apply(place_hold(account, "2", shortest_hold));
  // This simulates that the transaction that placed the first one has not been committed yet.
  const auto expires_us = query_value(database.owner(), "delete from open_hold where transaction_uid = '" +
                                                            to_string(late.uid) + "' returning expires_us");
  const HoldExpirer expirer(database.service(), ledger.writer(), ledger.metrics(),
                            {.full_look_interval = std::chrono::seconds(2)});
  REQUIRE(eventually([&] { return query_value(database.service(), due_rows_sql) == "0"; }));
  query_value(database.owner(), "insert into open_hold values ('" + to_string(late.uid) + "', " +
                                    std::to_string(account.value) + ", 100, " + expires_us + ")");
  REQUIRE(eventually([&] { return query_value(database.service(), due_rows_sql) == "0"; }));
  CHECK(verdict(verified(database)) == "intact");
}

}  // namespace ledger::test
