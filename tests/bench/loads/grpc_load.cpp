#include "tests/bench/loads/grpc_load.hpp"

#include <absl/synchronization/mutex.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "ledger/v1/ledger.grpc.pb.h"
#include "tests/support/api/api_server.hpp"

namespace ledger::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int connections = 2;
constexpr std::chrono::seconds call_deadline{20};

/// One call after the other; its address is the completion queue's tag.
struct Caller {
  v1::Ledger::Stub* stub = nullptr;
  v1::PaymentRequest request;
  v1::TransactionResponse response;
  grpc::Status status;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::TransactionResponse>> reader;
  Clock::time_point begun;

  void begin(grpc::CompletionQueue& queue) {
    request.set_uid(test::fresh_uid());
    context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + call_deadline);
    begun = Clock::now();
    reader = stub->AsyncDeposit(context.get(), request, &queue);
    reader->Finish(&response, &status, this);
  }
};

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

LoadResult run_grpc_deposits(const std::string& target, int accounts, int calls, int seconds) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::vector<std::unique_ptr<v1::Ledger::Stub>> stubs;
  for (int index = 0; index < connections; ++index) {
    grpc::ChannelArguments arguments;
    // Else both stubs would share one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stubs.push_back(
        v1::Ledger::NewStub(grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments)));
  }
  grpc::CompletionQueue queue;
  std::vector<Caller> callers(static_cast<std::size_t>(calls));
  for (std::size_t index = 0; index < callers.size(); ++index) {
    callers[index].stub = stubs[index % stubs.size()].get();
    callers[index].request.set_account_id(1 + static_cast<std::int64_t>(index) % accounts);
    callers[index].request.set_amount("1.00");
  }

  std::vector<double> latencies_ms;
  const auto start = Clock::now();
  const auto end = start + std::chrono::seconds(seconds);
  for (auto& caller : callers) caller.begin(queue);
  void* tag = nullptr;
  bool ok = false;
  for (auto left = callers.size(); left > 0 && queue.Next(&tag, &ok);) {
    auto& caller = *static_cast<Caller*>(tag);
    if (!ok || !caller.status.ok()) throw std::runtime_error("a call failed: " + caller.status.error_message());
    const auto now = Clock::now();
    latencies_ms.push_back(std::chrono::duration<double, std::milli>(now - caller.begun).count());
    if (now < end) {
      caller.begin(queue);
    } else {
      --left;
    }
  }
  const auto elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) continue;
  std::sort(latencies_ms.begin(), latencies_ms.end());
  const auto calls_made = static_cast<double>(latencies_ms.size());
  return {.requests = calls_made,
          .requests_per_second = calls_made / elapsed,
          .latency_ms_p50 = percentile(latencies_ms, 0.50),
          .latency_ms_p99 = percentile(latencies_ms, 0.99)};
}

}  // namespace ledger::bench
