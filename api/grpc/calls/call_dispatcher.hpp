// Where calls arrive: who may come in, and the way from gRPC's callbacks to a coroutine that answers.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "api/auth/authenticator.hpp"
#include "api/grpc/calls/call_guard.hpp"
#include "api/grpc/calls/event_loop.hpp"
#include "api/grpc/calls/limits.hpp"
#include "api/grpc/calls/status.hpp"
#include "api/services/app_context.hpp"

namespace google::protobuf {
class Message;
}

namespace ledger::api {

/// What a method works with, besides its messages.
struct Call {
  AppContext& services;
  PrincipalPointer principal;
  /// For methods that take so long that the caller may go meanwhile.
  const grpc::CallbackServerContext& context;
};

/// Answers a call: fills the response and returns OK, or returns another status. May throw ReadsUnavailable
/// (answered with UNAVAILABLE) and std::exception (INTERNAL).
template <class Request, class Response>
using Method = Task<grpc::Status> (*)(Call& call, const Request& request, Response& response);

/// Outlives all calls. For any thread.
class CallDispatcher {
 public:
  CallDispatcher(AppContext& services, const GrpcLimits& limits, CallMetrics& metrics);

  /// Answers one call with one response, by a coroutine on one of the event loops.
  template <class Request, class Response>
  grpc::ServerUnaryReactor* answer(Rpc rpc, grpc::CallbackServerContext* context, const Request* request,
                                   Response* response, Method<Request, Response> method);

  /// Who calls, or why the call that has just come is not worked on.
  [[nodiscard]] std::variant<PrincipalPointer, grpc::Status> admit(Rpc rpc, const grpc::CallbackServerContext& context,
                                                                   const google::protobuf::Message& request) const;
  /// The status for a call that nobody waits for any more, which must not be begun; nothing for others.
  static std::optional<grpc::Status> ended(const grpc::CallbackServerContext& context);
  /// The status for the exception being handled.
  static grpc::Status status_of_failure();

  EventLoop& next_loop();
  CallCounts& counts() { return counts_; }
  AppContext& services() { return services_; }
  [[nodiscard]] const GrpcLimits& limits() const { return limits_; }
  std::vector<std::unique_ptr<EventLoop>>& loops() { return loops_; }

 private:
  /// What a unary call's coroutine needs; gRPC owns the messages until the ticket has finished the call.
  template <class Request, class Response>
  struct Unary {
    CallGuard ticket;
    grpc::CallbackServerContext* context;
    const Request* request;
    Response* response;
    Method<Request, Response> method;
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
grpc::ServerUnaryReactor* CallDispatcher::answer(Rpc rpc, grpc::CallbackServerContext* context, const Request* request,
                                                 Response* response, Method<Request, Response> method) {
  auto* const reactor = context->DefaultReactor();
  CallGuard ticket(counts_, rpc, [reactor](const grpc::Status& status) { reactor->Finish(status); });
  auto admitted = admit(rpc, *context, *request);
  if (const auto* status = std::get_if<grpc::Status>(&admitted)) {
    ticket.finish(*status);
    return reactor;
  }
  using Work = Unary<Request, Response>;
  std::unique_ptr<Work> unary(new Work{std::move(ticket), context, request, response, method,
                                       Call{services_, std::get<PrincipalPointer>(std::move(admitted)), *context}});
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
      status = status_of_failure();
    }
  }
  unary->ticket.finish(status);
}

}  // namespace ledger::api
