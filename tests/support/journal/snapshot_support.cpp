#include "tests/support/journal/snapshot_support.hpp"

#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

Moment effective_time_in(EffectiveOrder order, std::int64_t index, std::int64_t count, Moment start,
                         std::mt19937& random) {
  const std::chrono::microseconds step = std::chrono::microseconds(std::chrono::hours(24)) / count;
  switch (order) {
    case EffectiveOrder::chronological:
      return start + step * index;
    case EffectiveOrder::slightly_late:
      return start + step * (random() % 20 == 0 ? std::max<std::int64_t>(0, index - 50) : index);
    case EffectiveOrder::import_of_history:
      return start + step * (index < count / 2 ? index + count / 2 : index - count / 2);
    case EffectiveOrder::random:
      return start + step * static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(count));
    case EffectiveOrder::reverse:
      return start + step * (count - index);
    case EffectiveOrder::all_at_once:
      return start;
  }
  __builtin_unreachable();
}

std::vector<AccountId> add_random_accounts(EventFactory& factory, std::int64_t payments, std::mt19937& random) {
  const auto start = factory.now() - std::chrono::hours(100);
  std::vector<AccountId> accounts;
  std::vector<std::int64_t> done;
  for (std::size_t index = 0; index < std::size(all_orders); ++index) {
    accounts.push_back(factory.open(index % 2 == 0 ? "USD" : "JPY"));
    done.push_back(0);
  }
  for (std::int64_t left = payments * static_cast<std::int64_t>(accounts.size()); left > 0;) {
    const auto chosen = random() % accounts.size();
    if (done[chosen] == payments) continue;
    const auto account = accounts[chosen];
    const auto available = factory.account(account).available();
    const auto amount = static_cast<MinorUnits>(random() % 500) + 1;
    const bool out = random() % 2 == 0 && available >= amount;
    factory.pay(account, out ? -amount : amount,
                effective_time_in(all_orders[chosen], done[chosen]++, payments, start, random));
    --left;
  }
  return accounts;
}

void append_random_accounts(const DatabaseSettings& settings, EventFactory& factory, std::int64_t payments,
                            std::mt19937& random) {
  add_random_accounts(factory, payments, random);
  append_events(settings, factory.take());
}

void append_broken_deposits(const DatabaseSettings& settings, int deposits, Position position) {
  EventFactory factory(settings);
  const auto account = factory.open();
  while (deposits-- > 0) factory.pay(account, 100);
  auto events = factory.take();
  events[static_cast<std::size_t>(position.value - 1)].amount += 1;
  append_events(settings, events);
}

void project(const DatabaseSettings& settings, std::size_t batch, Position to, ProjectionLimits limits) {
  LiveSnapshots snapshots(settings, JournalId(0), limits);
  EventReader reader(settings, "test");
  auto position = snapshots.start().at.position;
  while (position < to) {
    const auto left = static_cast<std::size_t>(to.value - position.value);
    const auto events = reader.read(JournalId(0), position.next(), std::min(batch, left));
    if (events.empty()) FAIL("there are no events up to the position");
    REQUIRE(snapshots.apply(events));
    position = events.back().position;
  }
}

std::optional<DatedBalance> balance_at(pqxx::transaction_base& transaction, AccountId account,
                                       std::optional<Moment> effective, std::optional<Position> known_at) {
  const auto found = account_at(transaction, account, effective, known_at);
  return found ? std::optional(found->balance) : std::nullopt;
}

std::string snapshot_contents(const DatabaseSettings& settings) {
  std::string contents;
  for (const char* table : {"run_row", "run_slot", "account_snapshot", "currency_total", "currency_total_at",
                            "(select journal, position, hash from snapshot_checkpoint)"}) {
    contents += std::string(table) + "\n" +
                query_value(settings, std::string("select string_agg(t::text, e'\\n' order by t::text) from ") + table +
                                          " as t") +
                "\n";
  }
  return contents;
}

}  // namespace ledger::test
