#include <fmt/format.h>

#include <random>

#include "ledger/ctl/rebuild.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/loads/load.hpp"
#include "tests/bench/long_read_bench.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int connections = 4;
const Moment first_day = parse_moment("2020-01-01").value();
constexpr const char* middle_day = "2021-06-15T12:00:00Z";
constexpr auto span_of_events = std::chrono::hours(24 * 1096);

struct History {
  std::string name;
  AccountId account;
  std::int64_t events = 0;
};

/// An account whose events are spread evenly over three years, recorded in order or not.
History make_history(const DatabaseSettings& settings, EventFactory& factory, std::int64_t events, bool in_order) {
  const auto account = factory.open();
  std::mt19937_64 random(42);  // NOLINT: the same figures every time
  const auto step = std::chrono::duration_cast<std::chrono::microseconds>(span_of_events) / events;
  for (std::int64_t index = 0; index < events; ++index) {
    const auto place = in_order ? index : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(events));
    factory.pay(account, 100, first_day + place * step);
    if (index % 100'000 == 99'999) append_events(settings, factory.take());
  }
  append_events(settings, factory.take());
  return {.name = fmt::format("{} events {}", events, in_order ? "in order" : "in random order"),
          .account = account,
          .events = events};
}

}  // namespace

void read_benchmark(const Settings& settings) {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::vector<History> histories;
  for (const std::int64_t events : {std::int64_t{10}, std::int64_t{10'000}, settings.events}) {
    histories.push_back(make_history(database.owner(), factory, events, true));
  }
  for (const std::int64_t events : {std::int64_t{10'000}, settings.events / 10}) {
    histories.push_back(make_history(database.owner(), factory, events, false));
  }
  rebuild(database.owner(), [](std::int64_t, std::int64_t) {});
  query_value(database.owner(), "analyze");

  ApiServer api(database.service());
  fmt::print(
      "\n## Balances, {} connections\n\n| {:<32} | {:>11} | {:>7} | {:>13} | {:>7} "
      "|\n|{:-<34}|{:->13}|{:->9}|{:->15}|{:->9}|\n",
      connections, "account with", "now, per s", "p50 ms", "at date, per s", "p50 ms", "", ":", ":", ":", ":");
  for (const auto& history : histories) {
    const auto path = fmt::format("/v1/user/{}/balance", history.account.value);
    const auto now = run_wrk(api.url(), "get.lua", path, connections, settings.seconds);
    const auto dated = run_wrk(api.url(), "get.lua", path + "?date=" + middle_day, connections, settings.seconds);
    fmt::print("| {:<32} | {:>11.0f} | {:>7.2f} | {:>14.0f} | {:>7.2f} |\n", history.name, now.requests_per_second,
               now.latency_ms_p50, dated.requests_per_second, dated.latency_ms_p50);
    std::fflush(stdout);
  }
  balances_beside_statements(settings, api, database.owner(), std::to_string(histories[1].account.value),
                             std::to_string(histories[2].account.value));
}

}  // namespace ledger::bench
