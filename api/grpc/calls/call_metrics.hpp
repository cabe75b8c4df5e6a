// Calls counted and timed, by method.
#pragma once

#include <grpcpp/support/status_code_enum.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace prometheus {
class Gauge;
class Histogram;
class Counter;
}  // namespace prometheus

namespace ledger::api {

/// Returns the code's name as gRPC's documents and other programs' metrics have it ("Status codes and their use in
/// gRPC").
std::string_view name_of(grpc::StatusCode status);

/// The series of one method. They are made at its first answer, and at its first with a status.
struct CallSeries {
  static constexpr std::size_t status_count = 17;

  explicit CallSeries(std::string name) : method(std::move(name)) {}

  const std::string method;
  std::atomic<prometheus::Histogram*> seconds{nullptr};
  std::array<std::atomic<prometheus::Counter*>, status_count> by_status{};
};

/// All but series_of() are for any thread.
class CallMetrics {
 public:
  /// `registry` must outlive it.
  explicit CallMetrics(prometheus::Registry& registry);

  /// Adds the series of a method, such as "ledger.v1.Ledger/Deposit". They live as long as this object. To be called
  /// before there are calls.
  CallSeries& series_of(const std::string& method);

  void begun();
  void ended(CallSeries& series, grpc::StatusCode status, std::chrono::steady_clock::duration taken);

 private:
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Gauge& open_;
  std::deque<CallSeries> series_;
};

}  // namespace ledger::api
