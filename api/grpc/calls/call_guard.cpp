#include "api/grpc/calls/call_guard.hpp"

#include <utility>

#include "api/grpc/calls/metadata.hpp"
#include "api/grpc/calls/status.hpp"
#include "api/log/request_id.hpp"

namespace ledger::api {
namespace {

std::string id_of(const grpc::CallbackServerContext& context) {
  const auto given = single_value(context, "x-request-id");
  if (given && is_request_id(*given)) return std::string(*given);
  thread_local RequestIds made_up;
  return std::string(made_up.next());
}

/// Returns true if the call failed for a reason that is ours, as OpenTelemetry's conventions for servers list them.
bool is_failure(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::UNIMPLEMENTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
      return true;
    default:
      return false;
  }
}

SpanWork work_of(const Rpc& rpc, grpc::StatusCode code) {
  // "/ledger.v1.Ledger/Deposit", of which the conventions leave out the first stroke.
  return {.name = std::string(rpc.name()),
          .attributes = {{"rpc.system", std::string("grpc")}, {"rpc.grpc.status_code", std::int64_t{code}}},
          .failed = is_failure(code)};
}

}  // namespace

CallGuard::CallGuard(CallCounts& counts, const Rpc& rpc, grpc::CallbackServerContext& context, Finish finish)
    : counts_(&counts),
      rpc_(&rpc),
      finish_(std::move(finish)),
      id_(id_of(context)),
      trace_(trace_of(context)),
      span_(counts.tracer.begin(trace_)) {
  if (span_) trace_ = span_->own;
  context.AddInitialMetadata("x-request-id", id_);
  ++counts_->open;
  counts_->metrics.begun();
}

CallGuard::CallGuard(CallGuard&& other) noexcept
    : counts_(other.counts_),
      rpc_(other.rpc_),
      finish_(std::exchange(other.finish_, nullptr)),
      id_(std::move(other.id_)),
      trace_(other.trace_),
      span_(other.span_),
      start_(other.start_) {}

CallGuard::~CallGuard() {
  if (finish_) finish(status_of(call_problem_of(Unavailable{Unavailable::Reason::stopping})));
}

void CallGuard::finish(const grpc::Status& status) {
  const auto taken = std::chrono::steady_clock::now() - start_;
  counts_->metrics.ended(rpc_->series, status.error_code(), taken);
  log_answer({.method = rpc_->name(), .status = name_of(status.error_code()), .taken = taken, .names = names()},
             counts_->access_log);
  if (span_) counts_->tracer.end(*span_, [&] { return work_of(*rpc_, status.error_code()); });
  std::exchange(finish_, nullptr)(status);
  --counts_->open;
}

}  // namespace ledger::api
