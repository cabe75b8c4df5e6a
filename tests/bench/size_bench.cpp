// The same figures at 1M, 10M, 30M events and more: whatever grows by more than the depth of a B-tree shows.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <vector>

#include "ledger/ctl/rebuild.hpp"
#include "ledger/ctl/verify.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/setup.hpp"
#include "tests/bench/size_fill.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t all_marks[] = {1'000'000, 10'000'000, 30'000'000, 100'000'000, 1'000'000'000, 10'000'000'000};
/// Bytes an event on the disk: journal, snapshots twice while they are rebuilt, the log.
constexpr std::int64_t bytes_an_event = 750;
constexpr int balance_requests = 1'000;
constexpr int page_requests = 100;
const RebuildProgress silent = [](std::int64_t, std::int64_t) {};

/// A figure by its name, in the order in which they are printed.
using Figures = std::vector<std::pair<std::string, double>>;

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Measures p50 and p99 of this number of consecutive requests in milliseconds; `target` makes each request.
void measure(ApiServer& api, const std::string& name, int requests, const std::function<std::string()>& target,
             Figures& figures) {
  auto client = api.client();
  std::vector<double> latencies_ms;
  for (int request = 0; request < requests; ++request) {
    const auto path = target();
    const auto start = Clock::now();
    const auto answer = client.get(path);
    latencies_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    if (answer.status != 200) throw std::runtime_error(path + " answered " + answer.body);
  }
  std::sort(latencies_ms.begin(), latencies_ms.end());
  figures.emplace_back(name + ", p50 ms", latencies_ms[latencies_ms.size() / 2]);
  figures.emplace_back(name + ", p99 ms", latencies_ms[latencies_ms.size() * 99 / 100]);
}

void measure_reads(const DatabaseSettings& service, SizeFill& fill, Figures& figures) {
  ApiServer api(service);
  const auto path_of = [](AccountId account, const std::string& rest) {
    return fmt::format("/v1/user/{}{}", account.value, rest);
  };
  const auto busy = fill.busy();
  measure(
      api, "balance now, any account", balance_requests, [&] { return path_of(fill.any_other(), "/balance"); },
      figures);
  measure(
      api, "balance now, the busy account", balance_requests, [&] { return path_of(busy, "/balance"); }, figures);
  const auto dated = [&](AccountId account) {
    return path_of(account, "/balance?date=" + format_moment(fill.any_moment()));
  };
  measure(
      api, "balance on a date, any account", balance_requests, [&] { return dated(fill.any_other()); }, figures);
  measure(
      api, "balance on a date, the busy account", balance_requests, [&] { return dated(busy); }, figures);
  measure(
      api, "statement, 100 lines from anywhere, busy account", page_requests,
      [&] { return path_of(busy, "/statement?limit=100&from=" + format_moment(fill.any_moment())); }, figures);
  measure(
      api, "history, last 100, busy account", page_requests,
      [&] { return path_of(busy, "/transactions?limit=100&sort=desc"); }, figures);
}

/// Bytes an event of a table and of each of its indexes, and how deep those are.
void measure_bytes(const DatabaseSettings& owner, double events, Figures& figures) {
  const auto number = [&](const std::string& sql) { return std::stod(query_value(owner, sql)); };
  query_value(owner, "create extension if not exists pageinspect");
  figures.emplace_back("bytes an event: heap", number("select pg_relation_size('event')") / events);
  for (const std::string index :
       {"event_pkey", "event_account_version", "event_transaction_leg", "event_by_effective"}) {
    figures.emplace_back("bytes an event: " + index, number("select pg_relation_size('" + index + "')") / events);
    figures.emplace_back("levels: " + index, number("select level + 1 from bt_metap('" + index + "')"));
  }
  figures.emplace_back(
      "bytes an event: snapshots",
      number("select sum(pg_total_relation_size(name)) from"
             " unnest(array['run_row', 'run_slot', 'account_snapshot', 'currency_total_at']::regclass[]) as name") /
          events);
}

/// Measures all figures after the journal has been filled further.
Figures measure_all(const TestDatabase& database, SizeFill& fill, double append_rate) {
  const auto events = static_cast<double>(fill.events());
  Figures figures{{"appended since the mark before, events/s", append_rate}};
  figures.emplace_back("rebuild, events/s", events / seconds_of([&] { rebuild(database.owner(), silent); }));
  figures.emplace_back("verify, events/s", events / seconds_of([&] {
                                             const auto report = verify(database.owner(), silent);
                                             if (report.fault)
                                               throw std::runtime_error("verify: " + report.fault->what);
                                           }));
  checkpoint(database.owner());
  measure_reads(database.service(), fill, figures);
  measure_bytes(database.owner(), events, figures);
  return figures;
}

/// 1M, 10M, … up to `events`, and that itself.
std::vector<std::int64_t> marks_up_to(std::int64_t events) {
  std::vector<std::int64_t> marks;
  for (const auto mark : all_marks) {
    if (mark < events) marks.push_back(mark);
  }
  marks.push_back(events);
  return marks;
}

/// Returns the number of events, at most the wanted one, for which the server's disk has room.
std::int64_t events_that_fit(const DatabaseSettings& owner, std::int64_t events) {
  const std::filesystem::path folder = query_value(owner, "show data_directory");
  std::error_code unreadable;
  const auto space = std::filesystem::space(folder, unreadable);
  if (unreadable) {
    fmt::print("the room for {} cannot be seen from here\n", folder.string());
    return events;
  }
  const auto room = static_cast<std::int64_t>(space.available) / bytes_an_event;
  fmt::print("{} events need about {} GB; {} GB are free in {}\n", events, events * bytes_an_event / 1'000'000'000,
             space.available / 1'000'000'000, folder.string());
  if (room >= events) return events;
  std::int64_t fitting = 0;
  for (const auto mark : all_marks) {
    if (mark <= room) fitting = mark;
  }
  if (fitting == 0) throw std::runtime_error("there is no room for a million events");
  fmt::print("so it stops at {}\n", fitting);
  return fitting;
}

void print_table(const std::string& title, const std::vector<std::int64_t>& marks,
                 const std::vector<Figures>& columns) {
  fmt::print("\n## {}\n\n| {:<50} |", title, "events");
  for (std::size_t mark = 0; mark < columns.size(); ++mark) fmt::print(" {:>12} |", marks[mark]);
  fmt::print(" last / first |\n|{:-<52}|", "");
  for (std::size_t mark = 0; mark < columns.size(); ++mark) fmt::print("{:->14}|", ":");
  fmt::print("{:->14}|\n", ":");
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    fmt::print("| {:<50} |", columns.front()[row].first);
    for (const auto& column : columns) {
      fmt::print(" {:>12.{}f} |", column[row].second, column[row].second < 100 ? 2 : 0);
    }
    fmt::print(" {:>12.2f} |\n", columns.back()[row].second / columns.front()[row].second);
  }
  std::fflush(stdout);
}

void measure_kind(UidKind kind, const std::string& title, std::int64_t wanted) {
  const TestDatabase database;
  const auto marks = marks_up_to(events_that_fit(database.owner(), wanted));
  SizeFill fill(database.service(), kind);
  std::vector<Figures> columns;
  for (const auto mark : marks) {
    const auto before = fill.events();
    const auto seconds = fill.fill_to(mark);
    const auto rate = static_cast<double>(fill.events() - before) / seconds;
    fmt::print("{}: {} events, {:.0f} events/s since the mark before\n", title, mark, rate);
    std::fflush(stdout);
    columns.push_back(measure_all(database, fill, rate));
  }
  print_table(title, marks, columns);
}

}  // namespace

void size_benchmark(const Settings& settings) {
  if (settings.uids != "v4") measure_kind(UidKind::time_ordered, "time-ordered uids (v7)", settings.events);
  if (settings.uids != "v7") measure_kind(UidKind::random, "random uids (v4)", settings.events);
}

}  // namespace ledger::bench
