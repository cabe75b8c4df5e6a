#include "api/grpc/calls/call_dispatcher.hpp"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

namespace ledger::api {
namespace {

/// Returns who calls, by the token in the call's metadata.
Authentication authenticated(const Authenticator& authenticator, const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto [first, end] = metadata.equal_range("authorization");
  std::optional<std::string_view> token;
  if (first != end) {
    // A proxy may take the other one of two.
    if (std::next(first) != end) return AuthError::authorization_repeated;
    const auto read = bearer_token({first->second.data(), first->second.size()});
    if (const auto* error = std::get_if<AuthError>(&read)) return *error;
    token = std::get<std::string_view>(read);
  }
  return authenticator.authenticate(token, std::chrono::system_clock::now());
}

}  // namespace

CallDispatcher::CallDispatcher(AppContext& services, const GrpcLimits& limits, CallMetrics& metrics)
    : services_(services),
      limits_(limits),
      counts_{.metrics = metrics, .tracer = services.tracer, .access_log = services.access_log} {
  for (std::size_t made = 0; made < limits_.threads; ++made) loops_.push_back(std::make_unique<EventLoop>());
}

EventLoop& CallDispatcher::next_loop() { return *loops_[next_loop_++ % loops_.size()]; }

Result<PrincipalPointer, grpc::Status> CallDispatcher::admit(const Rpc& rpc, const grpc::CallbackServerContext& context,
                                                             const google::protobuf::Message& request) const {
  if (counts_.open > limits_.calls_max) {
    return status_of(CallProblem{.status = grpc::StatusCode::RESOURCE_EXHAUSTED,
                                 .code = "calls_too_many",
                                 .detail = "more calls are under way than the ledger takes; nothing was recorded"});
  }
  if (request.ByteSizeLong() > rpc.request_bytes_max) {
    return status_of(CallProblem{.status = grpc::StatusCode::RESOURCE_EXHAUSTED,
                                 .code = "message_too_large",
                                 .detail = "the request has more bytes than this method takes; nothing was recorded"});
  }
  auto authentication = authenticated(services_.auth.authenticator(), context);
  if (const auto* error = std::get_if<AuthError>(&authentication)) return status_of(*error);
  auto& principal = std::get<PrincipalPointer>(authentication);
  const auto permission = rpc.access.permission(*principal, std::nullopt);
  if (permission != Permission::granted) return status_of(permission);
  // A client that says more than we understand may mean something else: with money that is no detail.
  if (!request.GetReflection()->GetUnknownFields(request).empty()) return status_of(unknown_field());
  return std::move(principal);
}

std::optional<grpc::Status> CallDispatcher::ended(const grpc::CallbackServerContext& context) {
  if (context.deadline() <= std::chrono::system_clock::now()) {
    return status_of(CallProblem{.status = grpc::StatusCode::DEADLINE_EXCEEDED,
                                 .code = "deadline_passed",
                                 .detail = "the deadline had passed before the call was begun"});
  }
  if (context.IsCancelled()) {
    return status_of(CallProblem{
        .status = grpc::StatusCode::CANCELLED, .code = "canceled", .detail = "the caller has gone; nothing was done"});
  }
  return std::nullopt;
}

grpc::Status CallDispatcher::status_of_failure(const RequestNames& names) {
  try {
    throw;
  } catch (const ReadsUnavailable& unavailable) {
    return status_of(unavailable);
  } catch (const PositionVoid& position) {
    return status_of(position);
  } catch (const std::exception& error) {
    log_failure(names, error);
  }
  return status_of(CallProblem{
      .status = grpc::StatusCode::INTERNAL, .code = "internal_error", .detail = std::string(advice_on_defect)});
}

}  // namespace ledger::api
