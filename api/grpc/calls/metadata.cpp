#include "api/grpc/calls/metadata.hpp"

#include <iterator>

namespace ledger::api {

std::optional<std::string_view> single_value(const grpc::CallbackServerContext& context, const char* key) {
  const auto [first, end] = context.client_metadata().equal_range(key);
  if (first == end || std::next(first) != end) return std::nullopt;
  return std::string_view(first->second.data(), first->second.size());
}

std::optional<TraceParent> trace_of(const grpc::CallbackServerContext& context) {
  const auto text = single_value(context, "traceparent");
  return text ? parse_trace_parent(*text) : std::nullopt;
}

}  // namespace ledger::api
