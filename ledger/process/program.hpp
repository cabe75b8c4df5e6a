// The start and the end that the four programs' main functions share.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

namespace ledger {

/// Turns SIGINT and SIGTERM into an orderly stop. Made in main before any thread starts, so that every thread
/// inherits the blocked signals and only this object's receives them.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// True once a signal came or request() was called.
  [[nodiscard]] bool requested() const { return requested_; }
  /// Waits for a signal for at most this long; true once one came.
  bool wait_for(std::chrono::milliseconds timeout);
  /// Waits for one more signal for at most this long; true if it came.
  static bool wait_for_another(std::chrono::milliseconds timeout);
  /// Stops from within.
  void request() { requested_ = true; }

 private:
  std::atomic<bool> requested_{false};
};

/// Runs `body` and returns the exit code: what it returns, or 1 after logging what it threw.
int run_program(const std::string& program, const std::function<int()>& body);

/// "host:port" taken apart; the host may be empty or an IPv6 address in brackets. Throws std::invalid_argument.
struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};
HostAndPort parse_host_and_port(const std::string& text);

}  // namespace ledger
