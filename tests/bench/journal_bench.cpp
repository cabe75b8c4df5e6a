#include <fmt/format.h>

#include <chrono>

#include "ledger/ctl/rebuild.hpp"
#include "ledger/ctl/verify.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int account_count = 1'000;

void fill(const DatabaseSettings& settings, std::int64_t events) {
  EventFactory factory(settings);
  std::vector<AccountId> accounts;
  for (int index = 0; index < account_count; ++index) accounts.push_back(factory.open());
  for (std::int64_t index = account_count; index < events; ++index) {
    factory.pay(accounts[static_cast<std::size_t>(index * 7919) % accounts.size()], 100);
    if (index % 100'000 == 0) append_events(settings, factory.take());
  }
  append_events(settings, factory.take());
}

template <class Work>
double seconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double bytes_of(const DatabaseSettings& settings, const std::string& tables) {
  return std::stod(query_value(
      settings, "select sum(pg_total_relation_size(name)) from unnest(array[" + tables + "]::regclass[]) as name"));
}

}  // namespace

void journal_benchmark(const Settings& settings) {
  const TestDatabase database;
  fill(database.owner(), settings.events);
  const auto events = static_cast<double>(settings.events);
  const double rebuild_seconds = seconds_of([&] { rebuild(database.owner(), [](std::int64_t, std::int64_t) {}); });
  const double verify_seconds = seconds_of([&] {
    const auto report = verify(database.owner(), [](std::int64_t, std::int64_t) {});
    if (report.fault) throw std::runtime_error("verify: " + report.fault->what);
  });
  fmt::print("\n## {} events of {} accounts in order\n\n", settings.events, account_count);
  fmt::print("| rebuild of the snapshots | {:.0f} events/s |\n| verify | {:.0f} events/s |\n", events / rebuild_seconds,
             events / verify_seconds);
  fmt::print("| journal, with indexes | {:.0f} bytes an event |\n", bytes_of(database.owner(), "'event'") / events);
  fmt::print("| snapshots, with indexes | {:.0f} bytes an event |\n",
             bytes_of(database.owner(), "'run_row', 'run_slot', 'account_snapshot', 'currency_total_at'") / events);
  std::fflush(stdout);
}

}  // namespace ledger::bench
