// Requests that arrive at a constant rate, whether the ones before are answered or not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ledger::arrivals {

struct ArrivalSettings {
  /// An address in digits.
  std::string host = "127.0.0.1";
  int port = 0;
  /// Arrivals per second.
  double rate = 1'000;
  int seconds = 10;
  int connections = 256;
  /// Arrivals that may wait for a free connection; further ones are not sent at all.
  std::size_t waiting_max = 200'000;
  /// Deposits go to so many accounts from this one on.
  std::int64_t first_account = 1;
  std::int64_t accounts = 1'000;
};

struct ArrivalReport {
  std::uint64_t arrivals = 0;
  /// Requests answered 200, those answered 503, and those that were answered otherwise or lost with their connection.
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;
  /// Arrivals for which no connection became free in time.
  std::uint64_t unsent = 0;
  double seconds = 0;
  /// From when a request was due, not from when it was sent, until it was answered; sorted. Of those accepted, and of
  /// those refused.
  std::vector<double> accepted_ms;
  std::vector<double> refused_ms;
};

/// Sends deposits by one thread. Throws std::system_error if the server cannot be reached.
ArrivalReport run_arrivals(const ArrivalSettings& settings);

}  // namespace ledger::arrivals
