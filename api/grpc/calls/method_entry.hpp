// A line of a service's table: the name of a method, who may call it, and the function that answers it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include <functional>
#include <string_view>

#include "api/grpc/calls/call_dispatcher.hpp"

namespace ledger::api {

/// Starts a stream of responses to one call; gRPC owns the reactor until its OnDone().
template <class Request, class Response>
using StreamMethod = grpc::ServerWriteReactor<Response>*(CallDispatcher& dispatcher, const Rpc& rpc,
                                                         grpc::CallbackServerContext* context, const Request& request);

/// The function that answers a method, of either kind, with the types of its messages taken off.
class MethodHandler {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): the lines of a table name the function itself.
  template <class Request, class Response>
  MethodHandler(Method<Request, Response>* method);
  // NOLINTNEXTLINE(google-explicit-constructor)
  template <class Request, class Response>
  MethodHandler(StreamMethod<Request, Response>* method);

  /// Makes the object that gRPC runs for each call of `rpc`. The caller becomes its owner.
  [[nodiscard]] grpc::internal::MethodHandler* make(CallDispatcher& dispatcher, const Rpc& rpc) const {
    return make_(dispatcher, rpc);
  }
  [[nodiscard]] grpc::internal::RpcMethod::RpcType type() const { return type_; }
  /// Returns true if the function takes and gives the messages that the proto says.
  [[nodiscard]] bool fits(const google::protobuf::MethodDescriptor& method) const {
    return method.input_type() == request_ && method.output_type() == response_ && !method.client_streaming() &&
           method.server_streaming() == (type_ == grpc::internal::RpcMethod::SERVER_STREAMING);
  }

 private:
  grpc::internal::RpcMethod::RpcType type_;
  const google::protobuf::Descriptor* request_;
  const google::protobuf::Descriptor* response_;
  std::function<grpc::internal::MethodHandler*(CallDispatcher&, const Rpc&)> make_;
};

enum class RequestSize { usual, bulk };

struct MethodEntry {
  /// The name that the proto has: "Deposit".
  std::string_view name;
  /// The callers that are admitted; there is no default. A method for every role sees to it that a user meets only own
  /// accounts.
  Access access;
  MethodHandler handler;
  RequestSize size = RequestSize::usual;
};

template <class Request, class Response>
MethodHandler::MethodHandler(Method<Request, Response>* method)
    : type_(grpc::internal::RpcMethod::NORMAL_RPC),
      request_(Request::descriptor()),
      response_(Response::descriptor()),
      make_([method](CallDispatcher& dispatcher, const Rpc& rpc) {
        return new grpc::internal::CallbackUnaryHandler<Request, Response>(
            [&dispatcher, &rpc, method](grpc::CallbackServerContext* context, const Request* request,
                                        Response* response) {
              return dispatcher.answer(rpc, context, request, response, method);
            });
      }) {}

template <class Request, class Response>
MethodHandler::MethodHandler(StreamMethod<Request, Response>* method)
    : type_(grpc::internal::RpcMethod::SERVER_STREAMING),
      request_(Request::descriptor()),
      response_(Response::descriptor()),
      make_([method](CallDispatcher& dispatcher, const Rpc& rpc) {
        return new grpc::internal::CallbackServerStreamingHandler<Request, Response>(
            [&dispatcher, &rpc, method](grpc::CallbackServerContext* context, const Request* request) {
              return method(dispatcher, rpc, context, *request);
            });
      }) {}

}  // namespace ledger::api
