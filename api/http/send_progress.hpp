// Checks that a client keeps taking what is sent to it, without slowing down other clients.
#pragma once

#include <chrono>
#include <cstdint>

namespace ledger::api {

/// Watches one socket. What counts is what the client's side has acknowledged, as the kernel on this side takes as much
/// as fits into its own buffers.
class SendProgress {
 public:
  using Clock = std::chrono::steady_clock;

  explicit SendProgress(int socket) : socket_(socket) {}

  /// The time by which the client is behind the slowest pace that is borne, 1,000 bytes a second, as long as there is
  /// something for it; zero if all has been taken. A client that takes nothing falls behind by the time that passes.
  /// Two system calls.
  Clock::duration stalled_for(Clock::time_point now);

 private:
  const int socket_;
  std::uint64_t acknowledged_bytes_ = 0;
  /// Until when what was acknowledged would have lasted at the slowest pace, but not after the last look.
  Clock::time_point progress_at_ = Clock::now();
};

}  // namespace ledger::api
