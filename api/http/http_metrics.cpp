#include "api/http/http_metrics.hpp"

namespace ledger::api {
namespace {

const prometheus::Histogram::BucketBoundaries bucket_seconds = {0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032,
                                                                0.064,  0.128, 0.256, 0.512, 1.0,   2.0,   5.0};

}  // namespace

HttpMetrics::HttpMetrics(prometheus::Registry& registry, const std::vector<std::string>& route_names)
    : requests_(prometheus::BuildCounter()
                    .Name("ledger_http_requests_total")
                    .Help("HTTP requests answered, by route and status")
                    .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("ledger_http_request_duration_seconds")
                     .Help("HTTP request duration in seconds, by route")
                     .Register(registry)),
      connections_(prometheus::BuildGauge()
                       .Name("ledger_http_connections")
                       .Help("Open HTTP connections")
                       .Register(registry)
                       .Add({})),
      refused_(prometheus::BuildCounter()
                   .Name("ledger_http_connections_refused_total")
                   .Help("HTTP connections refused because too many were open")
                   .Register(registry)
                   .Add({})),
      overloaded_(prometheus::BuildCounter()
                      .Name("ledger_http_requests_overloaded_total")
                      .Help("HTTP requests refused because more came than could be answered")
                      .Register(registry)
                      .Add({})),
      streams_(prometheus::BuildGauge()
                   .Name("ledger_http_streams")
                   .Help("HTTP responses being streamed")
                   .Register(registry)
                   .Add({})) {
  auto names = route_names;
  names.emplace_back("none");
  for (auto& name : names) {
    auto series = std::make_unique<RouteSeries>();
    series->name = std::move(name);
    routes_.push_back(std::move(series));
  }
}

void HttpMetrics::request_refused(Status status) {
  overloaded_.Increment();
  answered(no_route(), status, {});
}

void HttpMetrics::answered(std::size_t route, Status status, std::chrono::steady_clock::duration taken) {
  RouteSeries& series = *routes_[route];
  auto& slot = series.by_status.at(static_cast<std::size_t>(status));
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // Add returns the series that is there if another thread was first.
    counter = &requests_.Add({{"route", series.name}, {"status", std::to_string(static_cast<int>(status))}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  prometheus::Histogram* seconds = series.seconds.load(std::memory_order_acquire);
  if (seconds == nullptr) {
    seconds = &durations_.Add({{"route", series.name}}, bucket_seconds);
    series.seconds.store(seconds, std::memory_order_release);
  }
  seconds->Observe(std::chrono::duration<double>(taken).count());
}

}  // namespace ledger::api
