// Holds that are placed and ended ahead of the journal's lock.
#include <string>
#include <vector>

#include "ledger/directory/seal.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/writer/hold_expirer.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

Uid hold_on(WriterHarness& ledger, AccountId account, const std::string& amount = "1") {
  const auto hold = place_hold(account, amount);
  ledger.apply(hold);
  return hold.uid;
}

ConfirmHold capture_of(const Uid& hold, const std::string& amount) {
  auto confirm = ending<ConfirmHold>(hold);
  confirm.amount = std::get<Decimal>(parse_decimal(amount));
  return confirm;
}

/// Returns true if a hold that `place` places is ended ahead of the lock by the command that `end` makes of its uid.
/// Tries on, since a look at the clock may take too long on a busy machine.
template <class Place, class End>
bool ends_ahead(WriterHarness& ledger, Place place, End end) {
  return eventually([&] {
    const Uid hold = place();
    const auto before = optimistic_batches(ledger);
    ledger.apply(end(hold));
    return optimistic_batches(ledger) == before + 1;
  });
}

}  // namespace

TEST_CASE("Holds are placed and ended ahead of the lock", "[writer][optimistic][hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "1000"));
  const auto place = [&] { return hold_on(ledger, account, "0.10"); };
  CHECK(eventually([&] {
    const auto before = optimistic_batches(ledger);
    place();
    return optimistic_batches(ledger) == before + 1;
  }));
  CHECK(ends_ahead(ledger, place, [](const Uid& hold) { return capture_of(hold, "0.04"); }));
  CHECK(ends_ahead(ledger, place, [](const Uid& hold) { return ending<ConfirmHold>(hold); }));
  CHECK(ends_ahead(ledger, place, [](const Uid& hold) { return ending<CancelHold>(hold); }));
  CHECK(verdict(verified(database)) == "intact");

  // Another writer's hold is known as well, once its events were met.
  WriterHarness other(database.service());
  CHECK(ends_ahead(
      ledger,
      [&] {
        const auto hold = hold_on(other, account, "0.10");
        ledger.run(withdraw(account, "1000"));
        return hold;
      },
      [](const Uid& hold) { return ending<CancelHold>(hold); }));
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("Decided ahead of the lock, holds have the outcomes that they have under it", "[writer][optimistic][hold]") {
  const TestDatabase database;
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  WriterHarness ledger(database.service(), {.optimistic_append = mode});
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  if (mode == OptimisticAppend::on) CHECK(comes_to_decide_ahead(ledger, ledger.open("Petya")));
  const auto count = check_journal(database.service()).size();
  const auto hold = place_hold(account, "6");
  CHECK_FALSE(ledger.apply(hold).replayed);
  CHECK(ledger.apply(hold).replayed);
  CHECK(open_hold_count(database) == "1");
  CHECK(code_of(ledger.run(place_hold(account, "4.01"))) == RejectionCode::insufficient_funds);
  CHECK(code_of(ledger.run(capture_of(hold.uid, "6.01"))) == RejectionCode::amount_above_hold);
  auto foreign = ending<CancelHold>(hold.uid);
  foreign.service_id = "another";
  CHECK(code_of(ledger.run(foreign)) == RejectionCode::hold_not_found);
  CHECK(code_of(ledger.run(ending<ExpireHold>(hold.uid))) == RejectionCode::hold_not_due);
  CHECK(code_of(ledger.run(ending<CancelHold>(random_uid()))) == RejectionCode::hold_not_found);
  CHECK(open_hold_count(database) == "1");

  const auto confirmed = ledger.apply(capture_of(hold.uid, "2.50"));
  CHECK_FALSE(confirmed.replayed);
  CHECK(confirmed.recorded.legs.at(1).amount == 250);
  CHECK(confirmed.recorded.legs.at(1).balance == 750);
  CHECK(confirmed.recorded.legs.at(1).held == 0);
  CHECK(open_hold_count(database) == "0");
  const auto again = ledger.apply(ending<CancelHold>(hold.uid));
  CHECK(again.replayed);
  CHECK(hold_status(again.recorded).value() == HoldStatus::confirmed);

  auto commented = place_hold(account, "1");
  commented.comment = seal_comment("for a lamp");
  ledger.apply(commented);
  CHECK(ledger.apply(ending<CancelHold>(commented.uid)).recorded.comment);
  if (mode == OptimisticAppend::off) CHECK(optimistic_batches(ledger) == 0);
  CHECK(check_journal(database.service()).size() == count + 4);
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("A hold is ended once, whichever of two writers comes first", "[writer][optimistic][hold]") {
  const TestDatabase database;
  WriterHarness one(database.service());
  WriterHarness other(database.service());
  const auto account = one.open();
  one.apply(deposit(account, "100"));
  constexpr int holds = 60;
  for (int index = 0; index < holds; ++index) {
    const auto hold = hold_on(one, account);
    const auto ends = at_once(4, [&](std::size_t client) {
      auto& ledger = client % 2 == 0 ? one : other;
      return ledger.apply(client < 2 ? Command(capture_of(hold, "0.50")) : Command(ending<CancelHold>(hold)));
    });
    int first = 0;
    for (const auto& end : ends) {
      if (!end.replayed) ++first;
      REQUIRE(end.recorded.legs == ends.front().recorded.legs);
    }
    REQUIRE(first == 1);
  }
  CHECK(check_journal(database.service()).size() == 2 + 2 * holds);
  CHECK(open_hold_count(database) == "0");
  CHECK(verdict(verified(database)) == "intact");
}

TEST_CASE("Confirmed as its time runs out, a hold is confirmed or has expired", "[writer][optimistic][hold]") {
  const TestDatabase database;
  WriterHarness one(database.service());
  WriterHarness other(database.service());
  const auto account = one.open();
  one.apply(deposit(account, "100"));
  std::vector<Event> placed;
  for (int index = 0; index < 40; ++index) {
    const auto hold = place_hold(account, "1", std::chrono::seconds(1));
    placed.push_back(one.apply(hold).recorded.legs.front());
  }
  const HoldExpirer expirer(database.service(), one.writer(), one.metrics());
  const HoldExpirer another(database.service(), other.writer(), other.metrics());
  const auto nearly_due = microseconds_since_epoch(hold_terms(placed.front()).expires) - 20'000;
  REQUIRE(eventually([&] {
    return query_value(database.service(), "select extract(epoch from clock_timestamp()) * 1000000 >= " +
                                               std::to_string(nearly_due)) == "t";
  }));
  const auto ends = at_once(2, [&](std::size_t client) {
    std::vector<Applied> applied;
    for (const auto& event : placed) {
      applied.push_back((client == 0 ? one : other).apply(capture_of(event.uid, "0.50")));
    }
    return applied;
  });
  for (std::size_t index = 0; index < placed.size(); ++index) {
    const auto& end = ends[0][index].recorded.legs.at(1);
    CHECK(end == ends[1][index].recorded.legs.at(1));
    const bool is_late = end.recorded >= hold_terms(placed[index]).expires;
    CHECK(end.type == (is_late ? EventType::hold_expired : EventType::hold_captured));
  }
  CHECK(eventually([&] { return open_hold_count(database) == "0"; }));
  CHECK(check_journal(database.service()).size() == 2 + 2 * placed.size());
  CHECK(verdict(verified(database)) == "intact");
}

}  // namespace ledger::test
