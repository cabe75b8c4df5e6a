#include "api/grpc/calls/call_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace ledger::api {
namespace {

const prometheus::Histogram::BucketBoundaries bucket_seconds = {0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032,
                                                                0.064,  0.128, 0.256, 0.512, 1.0,   2.0,   5.0};

}  // namespace

CallMetrics::CallMetrics(prometheus::Registry& registry)
    : calls_(prometheus::BuildCounter()
                 .Name("ledger_grpc_calls_total")
                 .Help("gRPC calls answered, by method and status code")
                 .Register(registry)),
      open_(prometheus::BuildGauge()
                .Name("ledger_grpc_calls")
                .Help("gRPC calls under way, streams included")
                .Register(registry)
                .Add({})) {
  auto& durations = prometheus::BuildHistogram()
                        .Name("ledger_grpc_call_seconds")
                        .Help("gRPC call duration in seconds, by method")
                        .Register(registry);
  for (std::size_t index = 0; index < rpc_count; ++index) {
    series_[index].seconds = &durations.Add({{"method", std::string(name_of(Rpc{index}))}}, bucket_seconds);
  }
}

void CallMetrics::begun() { open_.Increment(); }

void CallMetrics::ended(Rpc rpc, grpc::StatusCode status, std::chrono::steady_clock::duration taken) {
  open_.Decrement();
  Series& series = series_.at(static_cast<std::size_t>(rpc));
  auto& slot = series.by_status.at(static_cast<std::size_t>(status));
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // Add returns the series that is there if another thread was first.
    counter = &calls_.Add({{"method", std::string(name_of(rpc))}, {"code", std::to_string(static_cast<int>(status))}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  series.seconds->Observe(std::chrono::duration<double>(taken).count());
}

}  // namespace ledger::api
