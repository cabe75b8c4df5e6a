// Requests counted and timed, by route.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/http/message/response.hpp"

namespace ledger::api {

/// The series of a route are made at its first answer, and at its first with a status, as most routes are used by few
/// ledgers; from then on a request costs a few atomic additions. For any thread.
class HttpMetrics {
 public:
  /// Routes are named by method and pattern; one more, "none", counts what no route takes. `registry` must outlive it.
  HttpMetrics(prometheus::Registry& registry, const std::vector<std::string>& route_names);

  /// Returns the index for requests that no route matched.
  [[nodiscard]] std::size_t no_route() const { return routes_.size() - 1; }

  void answered(std::size_t route, Status status, std::chrono::steady_clock::duration taken);
  void connection_opened() { connections_.Increment(); }
  void connection_closed() { connections_.Decrement(); }
  void connection_refused() { refused_.Increment(); }
  /// Counts a request that came while the server was behind.
  void request_refused(Status status);
  void stream_opened() { streams_.Increment(); }
  void stream_closed() { streams_.Decrement(); }

 private:
  static constexpr std::size_t statuses_max = 600;
  struct RouteSeries {
    std::string name;
    std::atomic<prometheus::Histogram*> seconds{nullptr};
    std::array<std::atomic<prometheus::Counter*>, statuses_max> by_status{};
  };

  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Gauge& connections_;
  prometheus::Counter& refused_;
  prometheus::Counter& overloaded_;
  prometheus::Gauge& streams_;
  std::vector<std::unique_ptr<RouteSeries>> routes_;
};

}  // namespace ledger::api
