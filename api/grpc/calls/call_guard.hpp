// A call that is counted and logged from its arrival to its end, and that surely ends.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/grpc/calls/call_metrics.hpp"
#include "api/grpc/calls/rpc.hpp"
#include "api/log/access_log.hpp"
#include "ledger/tracing/tracer.hpp"

namespace ledger::api {

/// The calls under way, and what they add to metrics and log.
struct CallCounts {
  CallMetrics& metrics;
  const Tracer& tracer;
  /// True if every answer is a line of the log.
  bool access_log = false;
  std::atomic<std::size_t> open{0};
};

/// Ends its call exactly once: by finish(), or, if the guard is destroyed before, with UNAVAILABLE `stopping`.
class CallGuard {
 public:
  using Finish = std::function<void(const grpc::Status&)>;

  /// `finish` hands the status to gRPC, which may destroy the call's messages and its context then. Sends the call's id
  /// back as `x-request-id`: the client's own, or one that is made up where it has sent none that is allowed.
  CallGuard(CallCounts& counts, const Rpc& rpc, grpc::CallbackServerContext& context, Finish finish);
  ~CallGuard();
  CallGuard(CallGuard&& other) noexcept;
  CallGuard& operator=(CallGuard&&) = delete;
  CallGuard(const CallGuard&) = delete;
  CallGuard& operator=(const CallGuard&) = delete;

  /// The call's names in the log; they live as long as the guard.
  [[nodiscard]] RequestNames names() const { return {.id = id_, .trace = trace_}; }

  void finish(const grpc::Status& status);

 private:
  CallCounts* counts_;
  const Rpc* rpc_;
  Finish finish_;
  std::string id_;
  std::optional<TraceParent> trace_;
  std::optional<OpenSpan> span_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace ledger::api
