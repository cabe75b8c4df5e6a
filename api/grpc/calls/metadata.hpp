// The metadata of a call.
#pragma once

#include <grpcpp/server_context.h>

#include <optional>
#include <string_view>

#include "ledger/domain/values/trace_parent.hpp"

namespace ledger::api {

/// Returns the value of this key if the client has sent exactly one.
std::optional<std::string_view> single_value(const grpc::CallbackServerContext& context, const char* key);

/// Returns what `traceparent` says, if it is there once and valid.
std::optional<TraceParent> trace_of(const grpc::CallbackServerContext& context);

}  // namespace ledger::api
