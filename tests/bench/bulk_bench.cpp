#include <fmt/format.h>

#include <chrono>
#include <future>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;
using Clock = std::chrono::steady_clock;

constexpr int single_connections = 8;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Rows a second of COPY into table event, a transaction each `rows`.
double copy_rate(std::size_t rows, int seconds) {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::vector<AccountId> accounts;
  for (int index = 0; index < bench_account_count; ++index) accounts.push_back(factory.open());
  append_events(database.owner(), factory.take());
  std::size_t copied = 0;
  double spent = 0;
  while (spent < seconds) {
    for (std::size_t index = 0; index < rows; ++index) factory.pay(accounts[(copied + index) % accounts.size()], 100);
    const auto events = factory.take();
    const auto start = Clock::now();
    append_events(database.owner(), events);
    spent += seconds_since(start);
    copied += rows;
  }
  return static_cast<double>(copied) / spent;
}

std::string bulk_body(std::size_t commands) {
  std::string body;
  for (std::size_t index = 0; index < commands; ++index) {
    body += payment_body(fresh_uid(), "DEPOSIT", std::to_string(1 + index % bench_account_count), "1.00");
    body += '\n';
  }
  return body;
}

/// Commands a second, one bulk request after the other.
double bulk_rate(const ApiServer& api, std::size_t commands, const std::string& query, int seconds) {
  auto client = api.client();
  std::size_t sent = 0;
  double spent = 0;
  while (spent < seconds) {
    const auto body = bulk_body(commands);
    const auto start = Clock::now();
    const auto answer =
        client.request("POST", "/v1/transactions" + query, body, {{"Content-Type", "application/x-ndjson"}});
    spent += seconds_since(start);
    if (answer.status != 200) throw std::runtime_error("a bulk request was refused: " + answer.body);
    sent += commands;
  }
  return static_cast<double>(sent) / spent;
}

LoadResult singles(const ApiServer& api, const std::string& accounts, int seconds) {
  return run_commands({.url = api.url(), .accounts = accounts, .connections = single_connections, .seconds = seconds});
}

}  // namespace

void bulk_benchmark(const Settings& settings) {
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  const ApiServer api(database.service());

  fmt::print("\n## Bulk requests, one after the other, against COPY into the same table\n\n");
  fmt::print("| commands a request | COPY rows/s | bulk commands/s | ratio | atomic commands/s | ratio |\n");
  fmt::print("|-------------------:|------------:|----------------:|------:|------------------:|------:|\n");
  for (const std::size_t commands : {1'000U, 10'000U}) {
    const auto copied = copy_rate(commands, settings.seconds);
    checkpoint(database.owner());
    const auto each = bulk_rate(api, commands, "", settings.seconds);
    checkpoint(database.owner());
    const auto atomic = bulk_rate(api, commands, "?atomic=true", settings.seconds);
    fmt::print("| {:>18} | {:>11.0f} | {:>15.0f} | {:>5.2f} | {:>17.0f} | {:>5.2f} |\n", commands, copied, each,
               each / copied, atomic, atomic / copied);
    std::fflush(stdout);
  }

  print_load_header("Others' single deposits meanwhile");
  print_load_row("alone", single_connections, singles(api, accounts, settings.seconds));
  for (const auto* query : {"", "?atomic=true"}) {
    auto bulk = std::async(std::launch::async, [&] { return bulk_rate(api, 10'000, query, settings.seconds); });
    print_load_row(fmt::format("beside bulk requests of 10,000{}", *query == '\0' ? "" : ", atomic"),
                   single_connections, singles(api, accounts, settings.seconds));
    bulk.get();
  }
}

}  // namespace ledger::bench
