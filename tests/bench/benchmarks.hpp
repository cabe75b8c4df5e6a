// The parts of ledger-bench. Each prints a table of its own; ratios are between figures of the same run.
#pragma once

#include <cstdint>
#include <string>

namespace ledger::bench {

struct Settings {
  /// The duration of each load in seconds.
  int seconds = 8;
  /// The number of events in the journal for parts that need many.
  std::int64_t events = 1'000'000;
  /// The kind of uids in a large journal: "v4", "v7" or "both".
  std::string uids = "both";
  /// The number of holds that expire at once.
  int holds = 60'000;
  /// How far PostgreSQL is away in each direction in `distance`, in milliseconds.
  int distance_ms = 5;
  /// The number of accounts that are touched in `memory`.
  std::int64_t accounts = 1'000'000;
  /// How long more arrives than the ledger can do in `arrivals`, in seconds.
  int overload_seconds = 30;
  /// The file that `write` draws its figures to as SVG; none if empty.
  std::string plot_file;
  /// The folder that `profile` draws its flame graphs to; none if empty.
  std::string flames_folder;
  /// The duration of the other clients' load while holds expire, in seconds.
  int expiry_seconds = 4;
};

/// Single REST deposits against pgbench, then with projector and relay running.
void write_benchmark(const Settings& settings);
/// Deposits that arrive at a constant rate: at half of the best, and at one and a half times as much.
void arrivals_benchmark(const Settings& settings);
/// Single deposits against pgbench while the database is some milliseconds away.
void distance_benchmark(const Settings& settings);
/// The same load on one, two and four ledger-api.
void replica_benchmark(const Settings& settings);
/// Opening accounts, and deposits with a comment beside those without.
void account_benchmark(const Settings& settings);
/// The memory of each program: idle, with many connections, and with many accounts.
void memory_benchmark(const Settings& settings);
/// The processor time of each program while nothing is asked of it.
void idle_benchmark(const Settings& settings);
/// Transfers, holds and a mix of everything over REST, beside deposits; two journals against one.
void command_benchmark(const Settings& settings);
/// Bulk requests against COPY into the same table, and what they cost others.
void bulk_benchmark(const Settings& settings);
/// Many holds that end at once, and what their expiry costs others.
void hold_benchmark(const Settings& settings);
/// The same deposits over gRPC and over REST.
void grpc_benchmark(const Settings& settings);
/// Balances now and at a date, of accounts with few and with many events; balances beside endless statements.
void read_benchmark(const Settings& settings);
/// Rebuild, verify, and bytes an event.
void journal_benchmark(const Settings& settings);
/// The relay catching up, against a plain producer.
void relay_benchmark(const Settings& settings);
/// A journal filled to `events` by the writer, with everything measured at 1M, 10M, 30M … on the way.
void size_benchmark(const Settings& settings);
/// Where the processor time of a deposit goes, by function. Needs `perf`.
void profile_benchmark(const Settings& settings);
/// Measures the time from the answer of a deposit until a consumer has its event.
void latency_benchmark(const Settings& settings);

}  // namespace ledger::bench
