#include "api/grpc/calls/call_guard.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "api/grpc/calls/status.hpp"

namespace ledger::api {

CallGuard::CallGuard(CallCounts& counts, const Rpc& rpc, Finish finish)
    : counts_(&counts), rpc_(&rpc), finish_(std::move(finish)) {
  ++counts_->open;
  counts_->metrics.begun();
}

CallGuard::CallGuard(CallGuard&& other) noexcept
    : counts_(other.counts_), rpc_(other.rpc_), finish_(std::exchange(other.finish_, nullptr)), start_(other.start_) {}

CallGuard::~CallGuard() {
  if (finish_) finish(status_of(call_problem_of(Unavailable{Unavailable::Reason::stopping})));
}

void CallGuard::finish(const grpc::Status& status) {
  const auto taken = std::chrono::steady_clock::now() - start_;
  counts_->metrics.ended(rpc_->series, status.error_code(), taken);
  if (spdlog::should_log(spdlog::level::debug)) {
    spdlog::debug("{} -> {} in {} us", rpc_->name(), static_cast<int>(status.error_code()),
                  std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
  }
  std::exchange(finish_, nullptr)(status);
  --counts_->open;
}

}  // namespace ledger::api
