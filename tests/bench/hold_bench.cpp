// Very many holds that end in one second, and what their expiry costs everybody else.
#include <fmt/format.h>

#include <chrono>
#include <future>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/processor_time.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;
using Clock = std::chrono::steady_clock;

constexpr int single_connections = 8;
constexpr int holds_at_once = 20'000;
/// All holds are placed within this time.
constexpr std::chrono::seconds placing_time{40};

/// Places `count` holds on the accounts by turns, so that all end within the second before the returned time.
Clock::time_point place_holds(const DatabaseSettings& settings, int count) {
  WriterHarness writer(settings, {.queue_commands_max = 2 * holds_at_once, .deadline = placing_time});
  const auto end = Clock::now() + placing_time;
  std::vector<std::future<Outcome>> outcomes;
  for (int placed = 0; placed < count; ++placed) {
    const auto left = std::chrono::floor<std::chrono::seconds>(end - Clock::now());
    outcomes.push_back(writer.start(place_hold(AccountId(1 + placed % bench_account_count), "1", left)));
    if (outcomes.size() < holds_at_once && placed + 1 < count) continue;
    for (auto& outcome : outcomes) static_cast<void>(std::get<Applied>(outcome_of(outcome)));
    outcomes.clear();
  }
  return end;
}

/// The server process of the API's session with this name.
pid_t backend_of(const DatabaseSettings& settings, const std::string& application) {
  return std::stoi(query_value(settings,
                               "select pid from pg_stat_activity where datname = current_database() and"
                               " application_name = '" +
                                   application + "'"));
}

LoadResult hold_bench_singles(const ApiServer& api, const std::string& accounts, int seconds) {
  return run_commands({.url = api.url(), .accounts = accounts, .connections = single_connections, .seconds = seconds});
}

struct ExpiryRun {
  double seconds = 0;
  double api_us = 0;
  double writer_us = 0;
  double reader_us = 0;
};

/// Waits for the end of `count` holds and until all have expired; processor time is that of one hold.
ExpiryRun watch_expiry(const TestDatabase& database, ApiServer& api, int count, Clock::time_point end) {
  const auto writer = backend_of(database.owner(), "ledger-writer");
  const auto reader = backend_of(database.owner(), "ledger-expirer");
  std::this_thread::sleep_until(end - std::chrono::seconds(1));
  const auto api_before = processor_time_us({api.process().pid()});
  const auto writer_before = processor_time_us({writer});
  const auto reader_before = processor_time_us({reader});
  // The time when the first of them expire.
  const auto start = end - std::chrono::seconds(1);
  while (query_value(database.owner(), "select count(*) from open_hold") != "0") {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto spent_us = [count](std::int64_t before, pid_t process) {
    return static_cast<double>(processor_time_us({process}) - before) / count;
  };
  return {.seconds = std::chrono::duration<double>(Clock::now() - start).count(),
          .api_us = spent_us(api_before, api.process().pid()),
          .writer_us = spent_us(writer_before, writer),
          .reader_us = spent_us(reader_before, reader)};
}

void print_expiry(const std::string& name, int count, const ExpiryRun& run) {
  fmt::print("| {:<42} | {:>9.2f} | {:>9.0f} | {:>7.1f} | {:>10.1f} | {:>10.1f} |\n", name, run.seconds,
             count / run.seconds, run.api_us, run.writer_us, run.reader_us);
  std::fflush(stdout);
}

}  // namespace

void hold_benchmark(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  ApiServer api(database.service());
  const int count = settings.holds;
  fmt::print("\n## {} holds that end within a second\n\n", count);
  fmt::print("| {:<42} | {:>9} | {:>9} | {:>7} | {:>10} | {:>10} |\n|{:-<44}|{:->11}|{:->11}|{:->9}|{:->12}|{:->12}|\n",
             "", "s", "holds/s", "api us", "writer's us", "reader's us", "", ":", ":", ":", ":", ":");
  auto end = place_holds(database.service(), count);
  checkpoint(database.owner());
  print_expiry("nothing else under way", count, watch_expiry(database, api, count, end));

  end = place_holds(database.service(), count);
  checkpoint(database.owner());
  std::this_thread::sleep_until(end - std::chrono::milliseconds(1'000));
  auto load =
      std::async(std::launch::async, [&] { return hold_bench_singles(api, accounts, settings.expiry_seconds); });
  print_expiry("beside single deposits", count, watch_expiry(database, api, count, end));
  const auto beside = load.get();

  print_load_header("Others' single deposits meanwhile");
  print_load_row("alone", single_connections, hold_bench_singles(api, accounts, settings.expiry_seconds));
  print_load_row("beside the expiry", single_connections, beside);
}

}  // namespace ledger::bench
