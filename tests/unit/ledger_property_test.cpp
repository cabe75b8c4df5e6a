// Any sequence of commands, in batches of any size, against an oracle too simple to be wrong.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "ledger/domain/invariant.hpp"
#include "tests/support/memory_journal.hpp"

namespace ledger::test {
namespace {

/// A command as the generator makes it and the oracle reads it.
struct Step {
  enum Kind { open, deposit, withdraw } kind = open;
  int uid = 0;
  std::int64_t account = 0;
  std::int64_t cents = 0;
  int limit_cents = -1;
  int seconds_ahead = 0;
  bool has_time = false;
};

Uid uid_with(int number) {
  Uid uid;
  uid.bytes[0] = 1;
  uid.bytes[15] = static_cast<std::uint8_t>(number);
  uid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
  return uid;
}

Moment time_of(int step) { return moment_from_microseconds(1'000'000'000LL + step * 1'000'000LL); }

rc::Gen<Step> any_step() {
  return rc::gen::map(
      rc::gen::tuple(
          rc::gen::weightedElement<int>({{1, Step::open}, {5, Step::deposit}, {5, Step::withdraw}}),
          rc::gen::inRange(1, 120), rc::gen::inRange<std::int64_t>(1, 8),
          rc::gen::weightedOneOf<std::int64_t>({{10, rc::gen::inRange<std::int64_t>(0, 2000)},
                                                {1, rc::gen::just(std::numeric_limits<std::int64_t>::max())}}),
          rc::gen::inRange(-3000, 6000), rc::gen::inRange(-300, 90), rc::gen::arbitrary<bool>()),
      [](const auto& parts) {
        const auto& [kind, uid, account, cents, limit, ahead, has_time] = parts;
        return Step{static_cast<Step::Kind>(kind), uid, account, cents, limit, ahead, has_time};
      });
}

Command command_for(const Step& step, Moment now) {
  if (step.kind == Step::open) {
    OpenAccount command;
    command.uid = uid_with(step.uid);
    command.actor = "test";
    command.currency = Currency::from_code("USD").value();
    if (step.limit_cents >= 0) command.limit = Decimal{step.limit_cents, 2};
    command.identity.name = "name";
    return command;
  }
  Payment payment;
  payment.uid = uid_with(step.uid);
  payment.actor = "test";
  payment.account = AccountId(step.account);
  payment.amount = Decimal{step.cents, 2};
  if (step.has_time) payment.effective = now + std::chrono::seconds(step.seconds_ahead);
  if (step.kind == Step::deposit) return Deposit{payment};
  return Withdraw{payment};
}

/// Plain maps and 128-bit sums; what the rules say, written once more.
class Oracle {
 public:
  /// "applied", "replayed" or the code of the rejection.
  std::string expect(const Step& step, std::int64_t next_account, Moment now) {
    const auto known = transactions_.find(step.uid);
    if (known != transactions_.end()) return matches(known->second, step, now) ? "replayed" : "uid_reused";
    const auto effective = step.has_time ? now + std::chrono::seconds(step.seconds_ahead) : now;
    if (step.kind == Step::open) {
      balances_[next_account] = 0;
      limits_[next_account] = step.limit_cents >= 0 ? step.limit_cents : no_limit;
    } else {
      if (!balances_.contains(step.account)) return "account_not_found";
      if (step.cents == 0) return "amount_not_positive";
      if (effective > now + std::chrono::seconds(60)) return "timestamp_in_future";
      const WideSum after = static_cast<WideSum>(balances_[step.account]) +
                            (step.kind == Step::deposit ? 1 : -1) * static_cast<WideSum>(step.cents);
      if (after < 0) return "insufficient_funds";
      if (after > std::numeric_limits<std::int64_t>::max()) return "balance_out_of_range";
      if (after > limits_[step.account]) return "limit_exceeded";
      balances_[step.account] = static_cast<std::int64_t>(after);
    }
    transactions_[step.uid] = {step, effective};
    return "applied";
  }

  [[nodiscard]] const std::map<std::int64_t, std::int64_t>& balances() const { return balances_; }

 private:
  struct Known {
    Step step;
    Moment effective;
  };

  static bool matches(const Known& known, const Step& step, Moment now) {
    if (known.step.kind != step.kind) return false;
    if (step.kind == Step::open) {
      const int before = known.step.limit_cents >= 0 ? known.step.limit_cents : -1;
      return step.limit_cents < 0 || before == step.limit_cents;
    }
    return known.step.account == step.account && known.step.cents == step.cents &&
           (!step.has_time || known.effective == now + std::chrono::seconds(step.seconds_ahead));
  }

  std::map<int, Known> transactions_;
  std::map<std::int64_t, std::int64_t> balances_;
  std::map<std::int64_t, MinorUnits> limits_;
};

std::string result_of(const Outcome& outcome) {
  if (const auto* applied = std::get_if<Applied>(&outcome)) return applied->replayed ? "replayed" : "applied";
  return std::string(name_of(std::get<Rejection>(outcome).code));
}

void check_replay_from_events(const MemoryJournal& journal, const Oracle& oracle) {
  std::map<AccountId, Account> accounts;
  for (const auto& event : journal.events()) {
    const auto known = accounts.find(event.account);
    accounts[event.account] =
        evolve(known == accounts.end() ? std::nullopt : std::optional<Account>(known->second), event);
  }
  RC_ASSERT(accounts == journal.accounts());
  RC_ASSERT(accounts.size() == oracle.balances().size());
  for (const auto& [id, account] : accounts) RC_ASSERT(account.balance == oracle.balances().at(id.value));
}

}  // namespace

TEST_CASE("Any sequence of commands comes out as the oracle says", "[property]") {
  const bool held = rc::check("batches of any size, caches of any size", [] {
    const auto steps = *rc::gen::container<std::vector<Step>>(100, any_step());
    const auto batch_size = *rc::gen::inRange<std::size_t>(1, 40);
    MemoryJournal journal(*rc::gen::inRange<std::size_t>(50, 100));
    Oracle oracle;
    std::int64_t next_account = 0;
    for (std::size_t start = 0; start < steps.size(); start += batch_size) {
      const auto end = std::min(start + batch_size, steps.size());
      const auto now = time_of(static_cast<int>(start));
      std::vector<Command> commands;
      std::vector<std::string> expected;
      for (std::size_t index = start; index < end; ++index) {
        commands.push_back(command_for(steps[index], now));
        if (steps[index].kind == Step::open) ++next_account;
        expected.push_back(oracle.expect(steps[index], next_account, now));
      }
      const auto outcomes = journal.write(commands, now);
      for (std::size_t index = 0; index < outcomes.size(); ++index) {
        RC_ASSERT(result_of(outcomes[index]) == expected[index]);
      }
    }
    check_replay_from_events(journal, oracle);
  });
  CHECK(held);
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
