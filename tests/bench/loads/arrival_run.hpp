// Runs ledger-arrivals.
#pragma once

#include <string>

namespace ledger::bench {

struct ArrivalPlan {
  std::string url;
  /// The first account and their number, as open_bench_accounts() answers.
  std::string accounts;
  double rate = 0;
  int seconds = 0;
  int connections = 0;
};

struct ArrivalResult {
  double arrivals = 0;
  double accepted = 0;
  double refused = 0;
  double failed = 0;
  double unsent = 0;
  double accepted_ms_p50 = 0;
  double accepted_ms_p99 = 0;
  double accepted_ms_p999 = 0;
  double refused_ms_p99 = 0;
};

/// Throws std::runtime_error if the program fails.
ArrivalResult run_arrivals(const ArrivalPlan& plan);

}  // namespace ledger::bench
