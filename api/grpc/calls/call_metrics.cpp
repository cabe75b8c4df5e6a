#include "api/grpc/calls/call_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace ledger::api {
namespace {

const prometheus::Histogram::BucketBoundaries bucket_seconds = {0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032,
                                                                0.064,  0.128, 0.256, 0.512, 1.0,   2.0,   5.0};

}  // namespace

std::string_view name_of(grpc::StatusCode status) {
  constexpr std::array<std::string_view, CallSeries::status_count> names = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return names.at(static_cast<std::size_t>(status));
}

CallMetrics::CallMetrics(prometheus::Registry& registry)
    : calls_(prometheus::BuildCounter()
                 .Name("ledger_grpc_calls_total")
                 .Help("gRPC calls answered, by method and status code")
                 .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("ledger_grpc_call_duration_seconds")
                     .Help("gRPC call duration in seconds, by method")
                     .Register(registry)),
      open_(prometheus::BuildGauge()
                .Name("ledger_grpc_calls")
                .Help("gRPC calls under way, streams included")
                .Register(registry)
                .Add({})) {}

CallSeries& CallMetrics::series_of(const std::string& method) { return series_.emplace_back(method); }

void CallMetrics::begun() { open_.Increment(); }

void CallMetrics::ended(CallSeries& series, grpc::StatusCode status, std::chrono::steady_clock::duration taken) {
  open_.Decrement();
  auto& slot = series.by_status.at(static_cast<std::size_t>(status));
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // Add returns the series that is there if another thread was first.
    counter = &calls_.Add({{"method", series.method}, {"code", std::string(name_of(status))}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  prometheus::Histogram* seconds = series.seconds.load(std::memory_order_acquire);
  if (seconds == nullptr) {
    seconds = &durations_.Add({{"method", series.method}}, bucket_seconds);
    series.seconds.store(seconds, std::memory_order_release);
  }
  seconds->Observe(std::chrono::duration<double>(taken).count());
}

}  // namespace ledger::api
