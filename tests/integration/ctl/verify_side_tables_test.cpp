// verify compares the tables of open holds and of reversals with the events.
#include <future>

#include "ledger/ctl/journal_count.hpp"
#include "ledger/ctl/verify.hpp"
#include "ledger/domain/decision.hpp"
#include "ledger/domain/details.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Adds events that follow the chain and the account's rules, whatever they claim about other transactions.
class Forger {
 public:
  explicit Forger(const TestDatabase& database) : database_(database) {
    EventFactory factory(database.owner());
    account_ = factory.open();
    factory.pay(account_, 1000);
    events_ = factory.take();
    deposit_ = events_.back().uid;
    append_events(database_.owner(), events_);
  }

  /// `change` makes what it likes of an event that follows the last one.
  template <class Change>
  void forge(EventType type, Change change) {
    auto event = following_event(state_after(events_.back()), type, random_uid(), "forger");
    event.position = events_.back().position.next();
    event.recorded = event.effective = events_.back().recorded;
    change(event);
    event.hash = chain_.link(events_.back().hash, event);
    events_.push_back(event);
    append_events(database_.owner(), {event});
  }
  [[nodiscard]] const Event& last() const { return events_.back(); }
  [[nodiscard]] const Uid& deposit() const { return deposit_; }

 private:
  const TestDatabase& database_;
  AccountId account_;
  Uid deposit_;
  std::vector<Event> events_;
  Chain chain_;
};

}  // namespace

TEST_CASE("A ledger with every kind of event is found intact", "[verify]") {
  const TestDatabase database;
  {
    WriterHarness writer(database.service());
    RandomBusiness business(writer, std::random_device{}());
    business.run(300);
    business.complete();
  }
  REQUIRE(query_value(database.owner(), "select count(*) > 0 from open_hold") == "t");
  REQUIRE(query_value(database.owner(), "select count(*) > 0 from reversal") == "t");
  const auto report = verified(database);
  CHECK(verdict(report) == "intact");
  const auto& dollars = report.sums.at("USD");
  CHECK(query_value(database.owner(),
                    "select sum(balance) from (select distinct on (account_id) balance from event"
                    " order by account_id, version desc) as last") ==
        std::to_string(static_cast<std::int64_t>(dollars.deposited - dollars.withdrawn)));
}

TEST_CASE("A ledger of two journals is found intact while transfers between them go on", "[verify]") {
  const TestDatabase database;
  set_journal_count(database.owner(), 2);
  WriterHarness writer(database.service(), {}, 2);
  auto business = std::async(std::launch::async, [&] {
    std::vector<AccountId> accounts;
    while (accounts.size() < 8) accounts.push_back(writer.open());
    for (const auto account : accounts) writer.apply(deposit(account, "100"));
    for (std::size_t count = 0; count < 1'500; ++count) {
      writer.run(transfer(accounts[count % 8], accounts[(count * 5 + 3) % 8], "0.01"));
    }
  });
  int verifications = 0;
  while (business.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    const auto text = verdict(verified(database));
    if (text != "intact") FAIL_CHECK(text);
    ++verifications;
  }
  business.get();
  CHECK(verifications > 1);
  CHECK(query_value(database.owner(), "select count(distinct journal) from event") == "2");
}

TEST_CASE("A row that does not agree with the events is named", "[verify]") {
  const TestDatabase database;
  {
    WriterHarness writer(database.service());
    const auto account = writer.open();                        // 1
    writer.apply(deposit(account, "10"));                      // 2
    writer.apply(place_hold(account, "3", hold_timeout_max));  // 3: stays open
    const auto ended = place_hold(account, "2");               // 4
    writer.apply(ended);
    writer.apply(ending<ConfirmHold>(ended.uid));  // 5
    const auto reversed = withdraw(account, "1");  // 6
    writer.apply(reversed);
    writer.apply(reversal_of(reversed.uid));  // 7
  }
  struct Attack {
    const char* sql;
    const char* fault;
  };
  const auto attack = GENERATE(
      Attack{"delete from open_hold", "3: the hold is open, and open_hold does not have it"},
      Attack{"update open_hold set amount = amount + 1", "3: open_hold has the hold with another"},
      Attack{"update open_hold set expires_us = expires_us + 1", "3: open_hold has the hold with another"},
      Attack{"update open_hold set account_id = 2", "3: open_hold has the hold with another"},
      Attack{"insert into open_hold select transaction_uid, account_id, amount, 5 from event where position = 4",
             "4: the hold has ended, and open_hold has it still"},
      Attack{"insert into open_hold values (gen_random_uuid(), 1, 1, 1)", "0: open_hold has a hold that no event"},
      Attack{"insert into open_hold select transaction_uid, 1, 1, 1 from event where position = 2",
             "0: open_hold has a hold that no event"},
      Attack{"delete from reversal", "7: table reversal does not have it"},
      Attack{"update reversal set reversed_by_uid = gen_random_uuid()", "7: table reversal does not have it"},
      Attack{"update reversal set leg = 1", "7: table reversal does not have it"},
      Attack{"insert into reversal select transaction_uid, 0, gen_random_uuid() from event where position = 2",
             "0: table reversal has one that no event is"},
      Attack{"insert into reversal select reverses_uid, 1, reversed_by_uid from reversal",
             "0: table reversal has one that no event is"});
  INFO(attack.sql);
  query_value(database.owner(),
              std::string("alter table reversal disable trigger reversal_never_changes; ") + attack.sql);
  CHECK_THAT(verdict(verified(database)), StartsWith(attack.fault));
}

TEST_CASE("An ending that ends no hold is detected though chain and balances are right", "[verify]") {
  const TestDatabase database;
  Forger forger(database);
  const auto place = [](Event& event) {
    event.amount = event.held = 300;
    event.details = details_of(HoldTerms{.service_id = "ads", .expires = event.recorded});
  };
  forger.forge(EventType::hold_placed, place);
  query_value(database.owner(),
              "insert into open_hold select transaction_uid, account_id, amount, effective_us"
              " from event where position = 3");
  REQUIRE(verdict(verified(database)) == "intact");
  forger.forge(EventType::hold_released, [](Event& event) {
    event.leg = Leg(1);
    event.amount = 300;
    event.held = 0;
  });
  CHECK_THAT(verdict(verified(database)), Contains("4: it does not end the hold of its transaction"));
}

TEST_CASE("A reversal that does not undo what it names is detected though chain and balances are right", "[verify]") {
  const TestDatabase database;
  Forger forger(database);
  const MinorUnits amount = GENERATE(1000, 999);
  forger.forge(EventType::reversal_debited, [&](Event& event) {
    event.amount = amount;
    event.balance -= amount;
    event.details = details_of(LegReference{.uid = forger.deposit(), .leg = Leg(0)});
  });
  query_value(database.owner(), fmt::format("insert into reversal values ('{}', 0, '{}')", to_string(forger.deposit()),
                                            to_string(forger.last().uid)));
  CHECK(verdict(verified(database)) == (amount == 1000 ? "intact" : "3: it does not undo the leg that it names"));
}

}  // namespace ledger::test
