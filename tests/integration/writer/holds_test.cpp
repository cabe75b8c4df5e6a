// Holds, reversals and atomic units in the database: what stands beside the events, and expiry by itself.
#include "ledger/domain/details.hpp"
#include "ledger/writer/hold_expirer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* open_holds_sql = "select count(*) from open_hold";

HoldStatus status_of(const Applied& applied) { return hold_status(applied.recorded).value(); }

/// Returns the number of commands that the writer has refused.
int refused(const prometheus::Registry& metrics) {
  for (const auto& family : metrics.Collect()) {
    if (family.name != "ledger_writer_commands_total") continue;
    for (const auto& metric : family.metric) {
      for (const auto& label : metric.label) {
        if (label.value == "rejected") return static_cast<int>(metric.counter.value);
      }
    }
  }
  return 0;
}

}  // namespace

TEST_CASE("A hold stands in open_hold exactly while it is open", "[hold]") {
  const TestDatabase database;
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  WriterHarness ledger(database.service(), {.optimistic_append = mode});
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto hold = place_hold(account, "10", std::chrono::hours(1));
  const auto placed = ledger.apply(hold).recorded.legs.front();
  CHECK(placed.held == 1000);
  CHECK(query_value(database.service(), open_holds_sql) == "1");
  CHECK(code_of(ledger.run(withdraw(account, "0.01"))) == RejectionCode::insufficient_funds);

  SECTION("a confirmed part leaves, the rest is free") {
    auto confirm = ending<ConfirmHold>(hold.uid);
    confirm.amount = Decimal{4, 0};
    const auto confirmed = ledger.apply(confirm);
    CHECK(status_of(confirmed) == HoldStatus::confirmed);
    CHECK(confirmed.recorded.legs.at(1).balance == 600);
    CHECK(confirmed.recorded.legs.at(1).held == 0);
    const auto canceled = ledger.apply(ending<CancelHold>(hold.uid));
    CHECK(canceled.replayed);
    CHECK(status_of(canceled) == HoldStatus::confirmed);
    CHECK(ledger.apply(hold).recorded.legs.size() == 2);

    const auto reversed = ledger.apply(reversal_of(hold.uid));
    CHECK(reversed.recorded.legs.front().balance == 1000);
    CHECK(reversed_leg(reversed.recorded.legs.front()) == LegReference{hold.uid, Leg(1)});
    CHECK(code_of(ledger.run(reversal_of(hold.uid))) == RejectionCode::already_reversed);
    CHECK(ledger.apply(hold).recorded.reversed_by == reversed.recorded.legs.front().uid);
  }
  SECTION("a canceled one is free, and cannot be reversed") {
    CHECK(status_of(ledger.apply(ending<CancelHold>(hold.uid))) == HoldStatus::canceled);
    CHECK(code_of(ledger.run(reversal_of(hold.uid))) == RejectionCode::not_reversible);
    ledger.apply(withdraw(account, "10"));
  }
  CHECK(query_value(database.service(), open_holds_sql) == "0");
  check_journal(database.service());
}

TEST_CASE("Holds expire by themselves, also those that became due while nobody was there", "[hold]") {
  const TestDatabase database;
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  WriterHarness ledger(database.service(), {.optimistic_append = mode});
  const auto account = ledger.open();
  ledger.apply(deposit(account, "100"));
  std::vector<Uid> holds;
  for (int count = 0; count < 20; ++count) {
    const auto hold = place_hold(account, "5", std::chrono::seconds(1));
    ledger.apply(hold);
    holds.push_back(hold.uid);
  }
  const auto all_are_due = [&] {
    return query_value(database.service(),
                       "select bool_and(expires_us <= extract(epoch from clock_timestamp()) * 1000000)"
                       " from open_hold") == "t";
  };
  REQUIRE(eventually(all_are_due));
  // Nobody has let them expire, and yet their money is there: one of them is enough.
  ledger.apply(withdraw(account, "1"));
  CHECK(query_value(database.service(), open_holds_sql) == "19");

  // Two of them, as two replicas would run.
  const HoldExpirer expirer(database.service(), ledger.writer(), ledger.metrics());
  const HoldExpirer another(database.service(), ledger.writer(), ledger.metrics());
  REQUIRE(eventually([&] { return query_value(database.service(), open_holds_sql) == "0"; }));
  for (const auto& uid : holds) {
    const auto confirmed = ledger.apply(ending<ConfirmHold>(uid));
    CHECK(confirmed.replayed);
    CHECK(status_of(confirmed) == HoldStatus::expired);
    const auto& expired = confirmed.recorded.legs.at(1);
    CHECK(expired.effective == hold_terms(confirmed.recorded.legs.at(0)).expires);
    CHECK(expired.recorded >= expired.effective);
  }
  CHECK(check_journal(database.service()).size() == 43);

  // While the expirer is at work, an expiry is committed within a second.
  const auto hold = place_hold(account, "99", std::chrono::seconds(1));
  ledger.apply(hold);
  REQUIRE(eventually([&] { return query_value(database.service(), open_holds_sql) == "0"; }));
  const auto expired = ledger.apply(ending<CancelHold>(hold.uid)).recorded.legs.at(1);
  CHECK(expired.recorded - expired.effective < std::chrono::seconds(1));
}

TEST_CASE("A hold expires behind a thousand that cannot", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "1"));
  ledger.apply(place_hold(account, "1", std::chrono::seconds(1)));
  query_value(database.owner(),
              "insert into open_hold select gen_random_uuid(), 1, 1, 1 from generate_series(1, 2500)");
  const HoldExpirer expirer(database.service(), ledger.writer(), ledger.metrics());
  REQUIRE(eventually([&] { return query_value(database.service(), open_holds_sql) == "2500"; }));
  CHECK(query_value(database.service(), "select count(*) from event where type = 9") == "1");

  // Those that cannot are left alone for a while, not asked for at every look.
  ledger.apply(place_hold(account, "1", std::chrono::seconds(2)));
  REQUIRE(eventually([&] { return query_value(database.service(), open_holds_sql) == "2500"; }));
  CHECK(refused(ledger.metrics()) >= 2500);
  CHECK(refused(ledger.metrics()) < 2 * 2500);
}

TEST_CASE("A confirmation that is decided too late is an expiry", "[hold]") {
  const TestDatabase database;
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  WriterHarness ledger(database.service(), {.optimistic_append = mode});
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  const auto hold = place_hold(account, "10", std::chrono::seconds(1));
  ledger.apply(hold);
  CHECK(code_of(ledger.run(ending<ExpireHold>(hold.uid))) == RejectionCode::hold_not_due);
  const auto is_due = [&] {
    return query_value(database.service(),
                       "select expires_us <= extract(epoch from clock_timestamp()) * 1000000 from open_hold") == "t";
  };
  REQUIRE(eventually(is_due));
  const auto confirmed = ledger.apply(ending<ConfirmHold>(hold.uid));
  CHECK_FALSE(confirmed.replayed);
  CHECK(status_of(confirmed) == HoldStatus::expired);
  CHECK(confirmed.recorded.legs.at(1).balance == 1000);
}

TEST_CASE("An atomic unit is recorded whole or not at all", "[atomic]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const auto other = ledger.open("Petya");
  const auto run = [&](std::vector<Command> commands) {
    std::promise<std::vector<Outcome>> promise;
    auto future = promise.get_future();
    ledger.writer().submit_atomic(std::move(commands),
                                  [&](std::vector<Outcome> outcomes) { promise.set_value(std::move(outcomes)); });
    REQUIRE(future.wait_for(patience) == std::future_status::ready);
    return future.get();
  };
  const auto sent = transfer(account, other, "7");
  const auto first = deposit(account, "10");

  const auto refused = run({first, sent, withdraw(account, "4"), first, deposit(other, "1")});
  CHECK(code_of(refused[0]) == RejectionCode::not_applied);
  CHECK(code_of(refused[1]) == RejectionCode::not_applied);
  CHECK(code_of(refused[2]) == RejectionCode::insufficient_funds);
  CHECK(code_of(refused[3]) == RejectionCode::not_applied);
  CHECK(code_of(refused[4]) == RejectionCode::not_applied);
  CHECK(check_journal(database.service()).size() == 2);

  // A recorded transaction is replayed all the same, with its original result.
  const auto recorded = deposit(other, "2");
  ledger.apply(recorded);
  const auto hold = place_hold(other, "1");
  ledger.apply(hold);
  const auto mixed = run({recorded, first, ending<ConfirmHold>(hold.uid), hold, withdraw(account, "11")});
  CHECK(std::get<Applied>(mixed[0]).replayed);
  CHECK(code_of(mixed[1]) == RejectionCode::not_applied);
  CHECK(code_of(mixed[2]) == RejectionCode::not_applied);
  CHECK(std::get<Applied>(mixed[3]).replayed);
  CHECK(std::get<Applied>(mixed[3]).recorded.legs.size() == 1);
  CHECK(code_of(mixed[4]) == RejectionCode::insufficient_funds);
  CHECK(check_journal(database.service()).size() == 4);

  const auto accepted = run({first, sent, withdraw(account, "3"), first});
  for (const auto& outcome : accepted) REQUIRE(std::holds_alternative<Applied>(outcome));
  CHECK(std::get<Applied>(accepted[3]).replayed);
  CHECK(check_journal(database.service()).size() == 8);
  CHECK(std::get<Applied>(run({first, sent})[1]).replayed);
}

}  // namespace ledger::test
