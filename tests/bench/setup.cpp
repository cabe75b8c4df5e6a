#include "tests/bench/setup.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cerrno>
#include <system_error>

#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {

using namespace ledger::test;

std::string open_bench_accounts(const DatabaseSettings& settings, std::int64_t journal_count) {
  WriterHarness writer(settings, {}, journal_count);
  std::vector<std::future<Outcome>> outcomes;
  for (int index = 0; index < bench_account_count; ++index) outcomes.push_back(writer.start(open_account("bench")));
  std::vector<AccountId> accounts;
  for (auto& outcome : outcomes) accounts.push_back(std::get<Applied>(outcome_of(outcome)).recorded.legs[0].account);
  outcomes.clear();
  for (const auto account : accounts) outcomes.push_back(writer.start(deposit(account, "1000000000.00")));
  for (auto& outcome : outcomes) static_cast<void>(std::get<Applied>(outcome_of(outcome)));
  const auto [first, last] = std::minmax_element(accounts.begin(), accounts.end());
  return fmt::format("{} {}", first->value, last->value - first->value + 1);
}

void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) throw std::system_error(errno, std::generic_category(), "file limit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) throw std::system_error(errno, std::generic_category(), "file limit");
}

void checkpoint(const DatabaseSettings& owner) { query_value(owner, "checkpoint"); }

void warm_up(const DatabaseSettings& owner) {
  query_value(owner,
              "create table bench_ballast as select repeat(md5(n::text), 30) from generate_series(1, 1000000) n");
  query_value(owner, "drop table bench_ballast");
  checkpoint(owner);
}

void await_followers(const TestDatabase& database) {
  const bool caught_up = eventually(
      [&] {
        return query_value(database.owner(),
                           "select coalesce((select position from relay_note), 0) >= last.position and"
                           " coalesce((select position from snapshot_checkpoint), 0) >= last.position"
                           " from (select max(position) as position from event) as last") == "t";
      },
      std::chrono::minutes(5));
  if (!caught_up) throw std::runtime_error("projector or relay did not catch up in time");
}

void print_load_header(const std::string& title) {
  fmt::print("\n## {}\n\n| {:<42} | {:>4} | {:>9} | {:>7} | {:>7} |\n|{:-<44}|{:->6}|{:->11}|{:->9}|{:->9}|\n", title,
             "", "at", "per s", "p50 ms", "p99 ms", "", ":", ":", ":", ":");
}

void print_load_row(const std::string& name, int connections, const LoadResult& result) {
  fmt::print("| {:<42} | {:>4} | {:>9.0f} | {:>7.2f} | {:>7.2f} |\n", name, connections, result.requests_per_second,
             result.latency_ms_p50, result.latency_ms_p99);
  std::fflush(stdout);
}

}  // namespace ledger::bench
