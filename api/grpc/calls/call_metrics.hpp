// Calls counted and timed, by method.
#pragma once

#include <grpcpp/support/status_code_enum.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>

#include "api/grpc/calls/rpc.hpp"

namespace prometheus {
class Gauge;
class Histogram;
class Counter;
}  // namespace prometheus

namespace ledger::api {

/// All series are looked up once, at the start or at the first answer with a status. For any thread.
class CallMetrics {
 public:
  /// `registry` must outlive it.
  explicit CallMetrics(prometheus::Registry& registry);

  void begun();
  void ended(Rpc rpc, grpc::StatusCode status, std::chrono::steady_clock::duration taken);

 private:
  static constexpr std::size_t status_count = 17;
  struct Series {
    prometheus::Histogram* seconds = nullptr;
    std::array<std::atomic<prometheus::Counter*>, status_count> by_status{};
  };

  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Gauge& open_;
  std::array<Series, rpc_count> series_;
};

}  // namespace ledger::api
