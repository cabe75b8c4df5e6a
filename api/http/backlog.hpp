// Tells a server that has fallen behind from one that had a busy moment.
#pragma once

#include <chrono>
#include <optional>

#include "api/http/channel.hpp"

namespace ledger::api {

/// Returns how long ago a client's last bytes arrived at this machine, whether or not they were read since; zero if
/// that is not known. A few milliseconds exact (Linux, tcp(7), TCP_INFO).
std::chrono::milliseconds time_since_arrival(Socket& socket);

/// Watches how long requests have waited, before a worker came to them. A burst makes many wait, but is soon worked
/// off. Where for a while every request has waited too long, more come than the worker can answer: those that have
/// waited longest have to be refused, else all wait longer and longer. After CoDel (RFC 8289). Where few come, nothing
/// piles up: they wait for another reason, and refusing one would help nobody.
class Backlog {
 public:
  using Clock = std::chrono::steady_clock;

  /// Takes note of a request that has waited for `waited`. Returns true if it should be refused: it has waited for
  /// longer than `wait_max`, as has every request of the last 100 ms, and half a second never passed without one.
  bool refuses(std::chrono::milliseconds waited, std::chrono::milliseconds wait_max, Clock::time_point now);

 private:
  /// The time of the first request of those that have waited too long without an exception.
  std::optional<Clock::time_point> late_since_;
  /// The time of the latest of them.
  Clock::time_point late_last_;
};

}  // namespace ledger::api
