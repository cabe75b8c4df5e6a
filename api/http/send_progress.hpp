// Whether a client takes what is sent to it.
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

  /// For how long the client has taken nothing although there was something for it; zero if all has been taken. Two
  /// system calls.
  Clock::duration stalled_for(Clock::time_point now);

 private:
  const int socket_;
  std::uint64_t acknowledged_bytes_ = 0;
  Clock::time_point progress_at_ = Clock::now();
};

}  // namespace ledger::api
