#include "tests/bench/long_read_bench.hpp"

#include <fmt/format.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/processor_time.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

constexpr int statements = 8;
constexpr int balance_connections = 4;

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

Measured measure(const Settings& settings, ApiServer& api, const DatabaseSettings& owner, const std::string& path) {
  const std::vector<pid_t> servers{api.process().pid()};
  const auto backends = backends_of(owner);
  Measured measured;
  measured.api_us = -processor_time_us(servers);
  measured.database_us = -processor_time_us(backends);
  measured.load = run_wrk(api.url(), "get.lua", path, balance_connections, settings.seconds);
  measured.api_us += processor_time_us(servers);
  measured.database_us += processor_time_us(backends);
  return measured;
}

void print_row(const std::string& name, const Settings& settings, const Measured& measured) {
  const auto share = [&](std::int64_t used_us) { return static_cast<double>(used_us) / settings.seconds / 10'000; };
  fmt::print("| {:<28} | {:>7.0f} | {:>7.2f} | {:>7.2f} | {:>8.0f} | {:>13.0f} |\n", name,
             measured.load.requests_per_second, measured.load.latency_ms_p50, measured.load.latency_ms_p99,
             share(measured.api_us), share(measured.database_us));
  std::fflush(stdout);
}

}  // namespace

void balances_beside_statements(const Settings& settings, ApiServer& api, const DatabaseSettings& owner,
                                const std::string& account, const std::string& hot_account) {
  const auto path = "/v1/user/" + account + "/balance";
  fmt::print(
      "\n## Balances beside {} endless statements, {} connections; processor time in % of one processor\n\n"
      "| {:<28} | {:>7} | {:>7} | {:>7} | {:>8} | {:>13} |\n|{:-<30}|{:->9}|{:->9}|{:->9}|{:->10}|{:->15}|\n",
      statements, balance_connections, "", "per s", "p50 ms", "p99 ms", "API", "its sessions", "", ":", ":", ":", ":",
      ":");
  // Every thread has its connection before anything is measured.
  run_wrk(api.url(), "get.lua", path, balance_connections, 1);
  const auto alone = measure(settings, api, owner, path);
  print_row("alone", settings, alone);
  EndlessStatements endless(api.url(), "/v1/user/" + hot_account + "/statement");
  run_wrk(api.url(), "get.lua", path, balance_connections, 1);
  const auto bytes = endless.bytes();
  const auto beside = measure(settings, api, owner, path);
  const auto read = endless.bytes() - bytes;
  endless.stop();
  print_row("beside them", settings, beside);
  if (endless.failed()) throw std::runtime_error("not every statement could be read");
  fmt::print("\np99 {:.2f} times that alone; the statements came to {:.1f} MB/s\n",
             beside.load.latency_ms_p99 / alone.load.latency_ms_p99,
             static_cast<double>(read) / 1e6 / settings.seconds);
  const auto per_balance = [&](const Measured& measured, std::int64_t used_us) {
    return static_cast<double>(used_us) / (measured.load.requests_per_second * settings.seconds);
  };
  fmt::print("processor time of a balance alone: API {:.0f} us, its sessions {:.0f} us\n",
             per_balance(alone, alone.api_us), per_balance(alone, alone.database_us));
}

}  // namespace ledger::bench
