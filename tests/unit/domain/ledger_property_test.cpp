// Any sequence of commands, in batches of any size, against an oracle too simple to be wrong.
#include <rapidcheck.h>

#include <map>
#include <string>

#include "ledger/domain/values/invariant.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/memory_journal.hpp"
#include "tests/support/journal/oracle.hpp"
#include "tests/unit/domain/random_steps.hpp"

namespace ledger::test {
namespace {

Moment time_of(int step) { return moment_from_microseconds(1'000'000'000LL + step * 1'000'000LL); }

const Moment books_closed_until = time_of(-200);

std::string result_of(const Outcome& outcome) {
  if (const auto* applied = std::get_if<Applied>(&outcome)) return applied->replayed ? "replayed" : "applied";
  return std::string(name_of(std::get<Rejection>(outcome).code));
}

/// The journal and the oracle, side by side.
class Comparison {
 public:
  explicit Comparison(std::size_t cached_accounts_max)
      : journal_(cached_accounts_max, books_closed_until), oracle_(books_closed_until) {}

  /// As a writer decides ahead of the lock.
  void decide_on_memory(std::size_t holds_max) { journal_.decide_on_memory(holds_max); }
  [[nodiscard]] int decided_on_memory() const { return journal_.decided_on_memory(); }

  void run(const std::vector<Step>& steps, Moment now, bool is_atomic = false) {
    std::vector<Command> commands;
    std::vector<std::string> expected;
    std::vector<std::int64_t> next_accounts;
    for (const auto& step : steps) {
      commands.push_back(command_for(step, now));
      if (step.kind == Step::open) ++next_account_;
      next_accounts.push_back(next_account_);
      if (!is_atomic) expected.push_back(oracle_.expect(step, next_account_, now));
    }
    if (is_atomic) expected = oracle_.expect_unit(steps, next_accounts, now);
    std::vector<CommandGroup> units;
    if (is_atomic) units.push_back({.first = 0, .size = commands.size()});
    const auto outcomes = journal_.write(commands, now, units);
    for (std::size_t index = 0; index < outcomes.size(); ++index) {
      RC_ASSERT(outcomes[index].has_value());
      RC_ASSERT(result_of(*outcomes[index]) == expected[index]);
    }
    check_states();
  }

  /// As the expirer does: whatever is due.
  void expire(Moment now) {
    std::vector<Step> steps;
    for (const auto uid : oracle_.due_holds(now)) steps.push_back(Step{.kind = Step::expire_hold, .uid = uid});
    run(steps, now);
  }

  void check_replay_from_events() const {
    std::map<AccountId, Account> accounts;
    for (const auto& event : journal_.events()) {
      const auto known = accounts.find(event.account);
      accounts[event.account] =
          evolve(known == accounts.end() ? std::nullopt : std::optional<Account>(known->second), event);
    }
    RC_ASSERT(accounts == journal_.accounts());
  }

  [[nodiscard]] MinorUnits held() const {
    MinorUnits held = 0;
    for (const auto& [id, account] : oracle_.accounts()) held += account.held;
    return held;
  }

 private:
  void check_states() const {
    RC_ASSERT(journal_.accounts().size() == oracle_.accounts().size());
    std::map<bool, WideSum> sums;
    for (const auto& [id, account] : journal_.accounts()) {
      const auto& expected = oracle_.accounts().at(id.value);
      RC_ASSERT(account.balance == expected.balance);
      RC_ASSERT(account.held == expected.held);
      RC_ASSERT(account.limit == expected.limit);
      RC_ASSERT(account.status == expected.status);
      sums[expected.is_euro] += account.balance;
    }
    for (const auto& [is_euro, sum] : sums) RC_ASSERT((sum == oracle_.net_inflow(is_euro)));
  }

  MemoryJournal journal_;
  Oracle oracle_;
  std::int64_t next_account_ = 0;
};

}  // namespace

// More of them: RC_PARAMS=max_success=10000.
TEST_CASE("Any sequence of commands comes out as the oracle says", "[property]") {
  const bool held = rc::check("batches of any size, caches of any size", [] {
    const auto steps = *rc::gen::container<std::vector<Step>>(100, any_step());
    const auto batch_size = *rc::gen::inRange<std::size_t>(1, 40);
    Comparison comparison(*rc::gen::inRange<std::size_t>(50, 100));
    // Accounts to begin with, so that most steps are about one that exists.
    comparison.run({Step{.uid = 1001}, Step{.uid = 1002}, Step{.uid = 1003, .limit_cents = 3000},
                    Step{.kind = Step::deposit, .uid = 1004, .account = 1, .cents = 3000},
                    Step{.kind = Step::deposit, .uid = 1005, .account = 2, .cents = 3000}},
                   time_of(0));
    for (std::size_t start = 0; start < steps.size(); start += batch_size) {
      const auto begin = steps.begin() + static_cast<std::ptrdiff_t>(start);
      const auto end = steps.begin() + static_cast<std::ptrdiff_t>(std::min(start + batch_size, steps.size()));
      comparison.run({begin, end}, time_of(static_cast<int>(start)),
                     *rc::gen::weightedElement<bool>({{3, false}, {1, true}}));
      if (start % 3 == 0) comparison.expire(time_of(static_cast<int>(start)));
    }
    comparison.expire(time_of(10'000));
    RC_ASSERT(comparison.held() == 0);
    comparison.check_replay_from_events();
  });
  CHECK(held);
}

TEST_CASE("What is decided on what is remembered alone comes out as the oracle says", "[property]") {
  int decided_on_memory = 0;
  const bool held = rc::check("open holds, of which few or many are remembered", [&] {
    const auto steps = *rc::gen::container<std::vector<Step>>(100, any_step());
    const auto batch_size = *rc::gen::inRange<std::size_t>(1, 4);
    Comparison comparison(*rc::gen::inRange<std::size_t>(50, 100));
    comparison.decide_on_memory(*rc::gen::inRange<std::size_t>(1, 10));
    comparison.run(
        {Step{.uid = 1001}, Step{.uid = 1002}, Step{.kind = Step::deposit, .uid = 1004, .account = 1, .cents = 3000},
         Step{.kind = Step::deposit, .uid = 1005, .account = 2, .cents = 3000}},
        time_of(0));
    for (std::size_t start = 0; start < steps.size(); start += batch_size) {
      const auto begin = steps.begin() + static_cast<std::ptrdiff_t>(start);
      const auto end = steps.begin() + static_cast<std::ptrdiff_t>(std::min(start + batch_size, steps.size()));
      comparison.run({begin, end}, time_of(static_cast<int>(start)), *rc::gen::arbitrary<bool>());
    }
    comparison.expire(time_of(10'000));
    RC_ASSERT(comparison.held() == 0);
    comparison.check_replay_from_events();
    decided_on_memory += comparison.decided_on_memory();
  });
  CHECK(held);
  CHECK(decided_on_memory > 0);
}

TEST_CASE("An event that does not follow can be neither recorded nor read", "[property]") {
  MemoryJournal journal;
  Step open;
  Step pay{.kind = Step::deposit, .uid = 2, .account = 1, .cents = 500};
  journal.write({command_for(open, time_of(0)), command_for(pay, time_of(0))}, time_of(0));
  const auto& events = journal.events();
  const auto before = evolve(std::nullopt, events[0]);
  CHECK_FALSE(violation(before, events[1]));
  const auto is_refused = [&](auto change) {
    auto changed = events[1];
    change(changed);
    return violation(before, changed).has_value();
  };
  CHECK(is_refused([](Event& e) { e.balance += 1; }));
  CHECK(is_refused([](Event& e) { e.balance = -1; }));
  CHECK(is_refused([](Event& e) { e.amount = -e.amount; }));
  CHECK(is_refused([](Event& e) { e.amount = 0, e.balance = 0; }));
  CHECK(is_refused([](Event& e) { e.held = 1; }));
  CHECK(is_refused([](Event& e) { e.limit = 499; }));
  CHECK(is_refused([](Event& e) { e.limit = 501; }));
  CHECK(is_refused([](Event& e) { e.version = Version(3); }));
  CHECK(is_refused([](Event& e) { e.account = AccountId(2); }));
  CHECK(is_refused([](Event& e) { e.status = AccountStatus::closed; }));
  CHECK(is_refused([](Event& e) { e.currency = Currency::from_code("EUR").value(); }));
  CHECK(is_refused([](Event& e) { e.type = EventType::withdrawn; }));
  CHECK(is_refused([](Event& e) { e.type = EventType::account_opened; }));
  CHECK_THROWS_AS(evolve(std::nullopt, events[1]), InvariantViolation);
}

}  // namespace ledger::test
