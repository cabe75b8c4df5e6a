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
#include <utility>

namespace prometheus {
class Gauge;
class Histogram;
class Counter;
}  // namespace prometheus

namespace ledger::api {

/// The series of one method. Those of a status are looked up once, at its first answer with that status.
struct CallSeries {
  static constexpr std::size_t status_count = 17;

  CallSeries(std::string name, prometheus::Histogram& histogram) : method(std::move(name)), seconds(histogram) {}

  const std::string method;
  prometheus::Histogram& seconds;
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
