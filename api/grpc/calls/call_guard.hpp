// A call that is counted from its arrival to its end, and that surely ends.
#pragma once

#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

#include "api/grpc/calls/call_metrics.hpp"
#include "api/grpc/calls/rpc.hpp"

namespace ledger::api {

/// The calls under way, and what they add to the metrics.
struct CallCounts {
  CallMetrics& metrics;
  std::atomic<std::size_t> open{0};
};

/// Ends its call exactly once: by finish(), or, if the guard is destroyed before, with UNAVAILABLE `stopping`.
class CallGuard {
 public:
  using Finish = std::function<void(const grpc::Status&)>;

  /// `finish` hands the status to gRPC, which may destroy the call's messages then.
  CallGuard(CallCounts& counts, const Rpc& rpc, Finish finish);
  ~CallGuard();
  CallGuard(CallGuard&& other) noexcept;
  CallGuard& operator=(CallGuard&&) = delete;
  CallGuard(const CallGuard&) = delete;
  CallGuard& operator=(const CallGuard&) = delete;

  void finish(const grpc::Status& status);

 private:
  CallCounts* counts_;
  const Rpc* rpc_;
  Finish finish_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace ledger::api
