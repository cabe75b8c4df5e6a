// A connection that is lost at COMMIT says nothing about the outcome. The writer has to find the truth all the same.
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/commit_cutting_proxy.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr int client_count = 8;
constexpr int cuts_wanted = 100;
/// The least number of batches that are decided ahead of the lock.
constexpr int ahead_min = 10;
/// The least number of batches that are sent behind another one: so many that cuts, one in twenty, meet some.
constexpr int overlapped_min = 200;

/// The deposits that were acknowledged to the clients: each uid with its event.
class Acknowledged {
 public:
  void add(const Event& event) {
    const std::lock_guard lock(mutex_);
    events_.emplace(event.uid, event);
  }
  [[nodiscard]] const std::map<Uid, Event>& events() const { return events_; }

 private:
  std::mutex mutex_;
  std::map<Uid, Event> events_;
};

/// Sends payments one by one until it is stopped, and sends each again with the same uid until it is acknowledged.
/// Failures are counted, because Catch's assertions are not for several threads.
void pay(WriterHarness& ledger, AccountId account, const std::atomic<bool>& stop, Acknowledged& acknowledged,
         std::atomic<int>& wrong_outcomes) {
  while (!stop) {
    const Command command = deposit(account, "1");
    bool is_sent_again = false;
    for (bool known = false; !known; is_sent_again = true) {
      const auto outcome = ledger.run(command);
      if (const auto* applied = std::get_if<Applied>(&outcome)) {
        acknowledged.add(applied->recorded.legs.front());
        // The writer's own second try is no business of the client's.
        if (applied->replayed && !is_sent_again) ++wrong_outcomes;
      }
      const bool unavailable = std::holds_alternative<Unavailable>(outcome);
      if (!unavailable && !std::holds_alternative<Applied>(outcome)) ++wrong_outcomes;
      known = !unavailable;
    }
  }
}

/// A hold's end as it was acknowledged to a client.
struct EndedHold {
  Event placed;
  Event end;
};

/// Sends the command until it is applied, again and again with the same uid. Nothing if another outcome came.
std::optional<Applied> insist(WriterHarness& ledger, const Command& command, std::atomic<int>& wrong_outcomes) {
  for (bool is_sent_again = false;; is_sent_again = true) {
    const auto outcome = ledger.run(command);
    if (std::holds_alternative<Unavailable>(outcome)) continue;
    const auto* applied = std::get_if<Applied>(&outcome);
    // The writer's own second try is no business of the client's.
    if (applied == nullptr || (applied->replayed && !is_sent_again)) ++wrong_outcomes;
    return applied == nullptr ? std::nullopt : std::optional(*applied);
  }
}

/// Places holds of 1.00 and ends each, in turn by capturing 0.30 of it and by canceling it, until it is stopped.
std::vector<EndedHold> hold_and_end(WriterHarness& ledger, AccountId account, const std::atomic<bool>& stop,
                                    std::atomic<int>& wrong_outcomes) {
  std::vector<EndedHold> ended;
  while (!stop) {
    const auto hold = place_hold(account, "1", std::chrono::hours(1));
    Command end = ending<CancelHold>(hold.uid);
    if (ended.size() % 2 == 0) {
      auto confirm = ending<ConfirmHold>(hold.uid);
      confirm.amount = Decimal{30, 2};
      end = confirm;
    }
    const auto placed = insist(ledger, hold, wrong_outcomes);
    const auto applied = insist(ledger, end, wrong_outcomes);
    if (placed && applied) ended.push_back({placed->recorded.legs.front(), applied->recorded.legs.back()});
  }
  return ended;
}

}  // namespace

TEST_CASE("A connection cut at COMMIT hundreds of times loses nothing and doubles nothing", "[faults][writer]") {
  const TestDatabase database;
  CommitCuttingProxy proxy(database.service());
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  // One writer alone decides nearly every batch ahead of the lock, two hinder each other.
  const bool is_alone = GENERATE(true, false);
  // Not all clients fit into one batch: some wait for the next one, which is sent while the first is under way.
  const WriterLimits limits{.batch_commands_max = 3, .batch_commands_min = 3, .optimistic_append = mode};
  WriterHarness one(proxy.settings(), limits);
  WriterHarness two(proxy.settings(), limits);
  const auto account = one.open();

  // After a lost connection some batches pass before one is sent behind another again.
  proxy.cut_every(is_alone ? 20 : 4);
  std::atomic<bool> stop{false};
  Acknowledged acknowledged;
  std::atomic<int> wrong_outcomes{0};
  std::vector<std::thread> clients;
  clients.reserve(client_count);
  for (int index = 0; index < client_count; ++index) {
    clients.emplace_back(
        [&, index] { pay(is_alone || index % 2 == 0 ? one : two, account, stop, acknowledged, wrong_outcomes); });
  }
  // Where a machine is slow for a while, batches wait for the lock, and none is sent behind another.
  const bool ahead_wanted = mode == OptimisticAppend::on;
  const auto is_enough = [&] {
    return proxy.cut_count() >= cuts_wanted && (!ahead_wanted || optimistic_batches(one) >= ahead_min) &&
           (!ahead_wanted || !is_alone || overlapped_batches(one) >= overlapped_min);
  };
  const bool enough = eventually(is_enough, std::chrono::minutes(2));
  proxy.cut_every(0);
  stop = true;
  for (auto& client : clients) client.join();
  CHECK(enough);
  CHECK(wrong_outcomes == 0);
  if (!ahead_wanted) CHECK(optimistic_batches(one) + overlapped_batches(one) == 0);

  // Every client went on until it knew, so what is recorded is what was acknowledged, no more and no less.
  const auto events = check_journal(database.service());
  std::size_t payments = 0;
  for (const auto& event : events) {
    if (event.type != EventType::deposited) continue;
    ++payments;
    const auto known = acknowledged.events().find(event.uid);
    REQUIRE(known != acknowledged.events().end());
    CHECK(known->second == event);
  }
  CHECK(payments == acknowledged.events().size());
  CHECK(events.back().balance == static_cast<MinorUnits>(payments) * 100);
}

TEST_CASE("Holds outlive connections cut at COMMIT, and end once", "[faults][writer][hold]") {
  const TestDatabase database;
  CommitCuttingProxy proxy(database.service());
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  const WriterLimits limits{.batch_commands_max = 3, .batch_commands_min = 3, .optimistic_append = mode};
  WriterHarness ledger(proxy.settings(), limits);
  const auto account = ledger.open();
  ledger.apply(deposit(account, "1000000"));

  proxy.cut_every(20);
  std::atomic<bool> stop{false};
  std::atomic<int> wrong_outcomes{0};
  std::vector<std::future<std::vector<EndedHold>>> clients;
  for (int index = 0; index < client_count; ++index) {
    clients.push_back(
        std::async(std::launch::async, [&] { return hold_and_end(ledger, account, stop, wrong_outcomes); }));
  }
  const bool ahead_wanted = mode == OptimisticAppend::on;
  const auto is_enough = [&] {
    return proxy.cut_count() >= cuts_wanted && (!ahead_wanted || overlapped_batches(ledger) >= overlapped_min);
  };
  const bool enough = eventually(is_enough, std::chrono::minutes(2));
  proxy.cut_every(0);
  stop = true;
  std::map<std::pair<Uid, Leg>, Event> acknowledged;
  for (auto& client : clients) {
    for (const auto& [placed, end] : client.get()) {
      acknowledged.emplace(std::pair(placed.uid, placed.leg), placed);
      acknowledged.emplace(std::pair(end.uid, end.leg), end);
    }
  }
  CHECK(enough);
  CHECK(wrong_outcomes == 0);
  if (!ahead_wanted) CHECK(optimistic_batches(ledger) + overlapped_batches(ledger) == 0);

  // What is recorded is what was acknowledged: each hold, and one end of it.
  const auto events = check_journal(database.service());
  CHECK(events.size() == 2 + acknowledged.size());
  for (const auto& event : events) {
    if (event.type == EventType::account_opened || event.type == EventType::deposited) continue;
    const auto known = acknowledged.find({event.uid, event.leg});
    REQUIRE(known != acknowledged.end());
    CHECK(known->second == event);
  }
  CHECK(events.back().held == 0);
  CHECK(verdict(verified(database)) == "intact");
}

}  // namespace ledger::test
