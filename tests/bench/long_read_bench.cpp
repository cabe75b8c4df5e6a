#include "tests/bench/long_read_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/bench/figures/processor_time.hpp"
#include "tests/bench/loads/load.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int statements = 8;
constexpr int balance_connections = 4;
constexpr int rounds = 5;

/// Reads statements on connections of their own until the end of this object's life.
class EndlessStatements {
 public:
  EndlessStatements(const std::string& url, const std::string& path) {
    for (int count = 0; count < statements; ++count) {
      threads_.emplace_back([this, url, path] { read(url, path); });
    }
  }
  ~EndlessStatements() { stop(); }

  /// Throws std::runtime_error if one could not be read.
  void stop() {
    stopping_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void read(const std::string& url, const std::string& path) {
    try {
      while (!stopping_) read_one(url, path);
    } catch (const std::exception& error) {
      fmt::print("a statement failed: {}\n", error.what());
      failed_ = true;
    }
  }
  void read_one(const std::string& url, const std::string& path) {
    RawConnection connection(url);
    connection.send(request_text("GET", path, "", {}));
    if (connection.receive_head().status != 200) throw std::runtime_error("a statement was refused");
    for (auto chunk = connection.receive_chunk(); !chunk.empty(); chunk = connection.receive_chunk()) {
      bytes_ += static_cast<std::int64_t>(chunk.size());
      if (stopping_) return;
    }
  }

  std::atomic<bool> stopping_{false};
  std::atomic<bool> failed_{false};
  std::atomic<std::int64_t> bytes_{0};
  std::vector<std::thread> threads_;
};

struct Measured {
  LoadResult load;
  std::int64_t api_us = 0;
  std::int64_t database_us = 0;
};

/// Balances of one account over HTTP, and what they take of the processors.
class BalanceReader {
 public:
  BalanceReader(const Settings& settings, ApiServer& api, const DatabaseSettings& owner, const std::string& account)
      : settings_(settings), api_(api), owner_(owner), path_("/v1/user/" + account + "/balance") {}

  /// Measures one round, after a second in which every thread gets its connection and every cache its pages.
  Measured measure() {
    run_wrk(api_.url(), "get.lua", path_, balance_connections, 1);
    const std::vector<pid_t> servers{api_.process().pid()};
    const auto backends = backends_of(owner_);
    Measured measured;
    measured.api_us = -processor_time_us(servers);
    measured.database_us = -processor_time_us(backends);
    measured.load = run_wrk(api_.url(), "get.lua", path_, balance_connections, settings_.seconds);
    measured.api_us += processor_time_us(servers);
    measured.database_us += processor_time_us(backends);
    return measured;
  }

 private:
  const Settings& settings_;
  ApiServer& api_;
  const DatabaseSettings& owner_;
  std::string path_;
};

/// The middle one of the values that `value_of` takes from each round.
template <class ValueOf>
double median(const std::vector<Measured>& measured, ValueOf value_of) {
  std::vector<double> values;
  for (const auto& round : measured) values.push_back(static_cast<double>(value_of(round)));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

double p99_ms(const std::vector<Measured>& measured) {
  return median(measured, [](const Measured& round) { return round.load.latency_ms_p99; });
}

void print_row(const std::string& name, const Settings& settings, const std::vector<Measured>& measured) {
  const auto share = [&](auto used_us) { return median(measured, used_us) / settings.seconds / 10'000; };
  std::string by_round;
  for (const auto& round : measured) by_round += fmt::format(" {:.1f}", round.load.latency_ms_p99);
  fmt::print("| {:<12} | {:>7.0f} | {:>7.2f} | {:>7.2f} | {:<26} | {:>8.0f} | {:>13.0f} |\n", name,
             median(measured, [](const Measured& round) { return round.load.requests_per_second; }),
             median(measured, [](const Measured& round) { return round.load.latency_ms_p50; }), p99_ms(measured),
             by_round, share([](const Measured& round) { return round.api_us; }),
             share([](const Measured& round) { return round.database_us; }));
  std::fflush(stdout);
}

}  // namespace

void balances_beside_statements(const Settings& settings, ApiServer& api, const DatabaseSettings& owner,
                                const std::string& account, const std::string& hot_account) {
  // Autovacuum would look at the freshly filled tables in the middle of a round.
  execute_alone(owner, "vacuum (freeze, analyze)");
  checkpoint(owner);
  fmt::print(
      "\n## Balances beside {} endless statements, {} connections: medians of {} rounds by turns; processor time in % "
      "of one processor\n\n"
      "| {:<12} | {:>7} | {:>7} | {:>7} | {:<26} | {:>8} | {:>13} |\n"
      "|{:-<14}|{:->9}|{:->9}|{:->9}|{:-<28}|{:->10}|{:->15}|\n",
      statements, balance_connections, rounds, "", "per s", "p50 ms", "p99 ms", "p99 ms of each round", "API",
      "its sessions", "", ":", ":", ":", "", ":", ":");
  BalanceReader balances(settings, api, owner, account);
  std::vector<Measured> alone;
  std::vector<Measured> beside;
  std::int64_t read_bytes = 0;
  for (int round = 0; round < rounds; ++round) {
    alone.push_back(balances.measure());
    EndlessStatements endless(api.url(), "/v1/user/" + hot_account + "/statement");
    beside.push_back(balances.measure());
    read_bytes += endless.bytes();
    endless.stop();
    if (endless.failed()) throw std::runtime_error("not every statement could be read");
  }
  print_row("alone", settings, alone);
  print_row("beside them", settings, beside);
  fmt::print("\np99 {:.2f} times that alone; the statements came to {:.1f} MB/s\n", p99_ms(beside) / p99_ms(alone),
             static_cast<double>(read_bytes) / 1e6 / (settings.seconds + 1) / rounds);
  const auto per_balance = [&](auto used_us) {
    return median(alone, [&](const Measured& round) {
      return static_cast<double>(used_us(round)) / (round.load.requests_per_second * settings.seconds);
    });
  };
  fmt::print("processor time of a balance alone: API {:.0f} us, its sessions {:.0f} us\n",
             per_balance([](const Measured& round) { return round.api_us; }),
             per_balance([](const Measured& round) { return round.database_us; }));
}

}  // namespace ledger::bench
