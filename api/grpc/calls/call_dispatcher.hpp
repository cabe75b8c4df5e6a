// Calls arrive here: a caller is admitted or turned away, and a coroutine answers in place of gRPC's callback.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "api/auth/principals/authenticator.hpp"
#include "api/grpc/calls/call_guard.hpp"
#include "api/grpc/calls/event_loop.hpp"
#include "api/grpc/calls/limits.hpp"
#include "api/grpc/calls/status.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/result.hpp"

namespace google::protobuf {
class Message;
}

namespace ledger::api {

/// A call as its method sees it, besides the messages.
struct Call {
  AppContext& services;
  PrincipalPointer principal;
  /// Tells a method that takes long whether the caller has gone.
  const grpc::CallbackServerContext& context;
  /// Where the call stands in its client's trace: what a valid `traceparent` in the metadata says.
  std::optional<TraceParent> trace = std::nullopt;
};

/// A function that answers a call: it fills the response and returns OK, or returns another status. May throw
/// ReadsUnavailable (answered with UNAVAILABLE), PositionVoid (OUT_OF_RANGE) and std::exception (INTERNAL).
template <class Request, class Response>
using Method = Task<grpc::Status>(Call& call, const Request& request, Response& response);

/// Outlives all calls. For any thread.
class CallDispatcher {
 public:
  CallDispatcher(AppContext& services, const GrpcLimits& limits, CallMetrics& metrics);

  /// Answers one call with one response, by a coroutine on one of the event loops.
  template <class Request, class Response>
  grpc::ServerUnaryReactor* answer(const Rpc& rpc, grpc::CallbackServerContext* context, const Request* request,
                                   Response* response, Method<Request, Response>* method);

  /// Returns who calls, or the status with which a call that has just come is turned away.
  [[nodiscard]] Result<PrincipalPointer, grpc::Status> admit(const Rpc& rpc, const grpc::CallbackServerContext& context,
                                                             const google::protobuf::Message& request) const;
  /// Returns the status of a call that nobody waits for any more, which must not be begun; nothing for others.
  static std::optional<grpc::Status> ended(const grpc::CallbackServerContext& context);
  /// Returns the status for the exception that is being handled, and logs one that nobody expects.
  static grpc::Status status_of_failure(const RequestNames& names);

  EventLoop& next_loop();
  CallCounts& counts() { return counts_; }
  AppContext& services() { return services_; }
  [[nodiscard]] const GrpcLimits& limits() const { return limits_; }
  std::vector<std::unique_ptr<EventLoop>>& loops() { return loops_; }

 private:
  /// A call with one response, as its coroutine owns it; gRPC owns the messages until the guard has finished the call.
  template <class Request, class Response>
  struct Unary {
    CallGuard guard;
    grpc::CallbackServerContext* context;
    const Request* request;
    Response* response;
    Method<Request, Response>* method;
    Call call;
  };
  template <class Request, class Response>
  static Task<void> perform(std::unique_ptr<Unary<Request, Response>> unary);

  AppContext& services_;
  const GrpcLimits& limits_;
  CallCounts counts_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::atomic<std::size_t> next_loop_{0};
};

template <class Request, class Response>
grpc::ServerUnaryReactor* CallDispatcher::answer(const Rpc& rpc, grpc::CallbackServerContext* context,
                                                 const Request* request, Response* response,
                                                 Method<Request, Response>* method) {
  auto* const reactor = context->DefaultReactor();
  CallGuard guard(counts_, rpc, *context, [reactor](const grpc::Status& status) { reactor->Finish(status); });
  auto admitted = admit(rpc, *context, *request);
  if (!admitted) {
    guard.finish(admitted.refusal());
    return reactor;
  }
  using Work = Unary<Request, Response>;
  Call call{services_, std::move(*admitted), *context, guard.names().trace};
  std::unique_ptr<Work> unary(new Work{std::move(guard), context, request, response, method, std::move(call)});
  next_loop().spawn(perform(std::move(unary)));
  return reactor;
}

template <class Request, class Response>
Task<void> CallDispatcher::perform(std::unique_ptr<Unary<Request, Response>> unary) {
  grpc::Status status;
  if (const auto over = ended(*unary->context)) {
    status = *over;
  } else {
    try {
      status = co_await unary->method(unary->call, *unary->request, *unary->response);
    } catch (...) {
      status = status_of_failure(unary->guard.names());
    }
  }
  unary->guard.finish(status);
}

}  // namespace ledger::api
