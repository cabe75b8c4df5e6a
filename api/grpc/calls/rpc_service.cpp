#include "api/grpc/calls/rpc_service.hpp"

#include <stdexcept>

namespace ledger::api {
namespace {

/// The service as the proto declares it.
const google::protobuf::ServiceDescriptor& declared_service(const std::string& name) {
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
  if (service == nullptr) throw std::logic_error("no proto declares the service " + name);
  return *service;
}

void ensure_declared(const google::protobuf::ServiceDescriptor& service, const MethodEntry& entry) {
  const std::string name(entry.name);
  const auto* method = service.FindMethodByName(name);
  if (method == nullptr || !entry.handler.fits(*method)) {
    throw std::logic_error("the proto does not declare the method " + name + " as the table has it");
  }
}

std::size_t bytes_max(RequestSize size, const GrpcLimits& limits) {
  return size == RequestSize::bulk ? limits.bulk_request_bytes_max : limits.request_bytes_max;
}

}  // namespace

RpcService::RpcService(const std::string& name, const std::vector<MethodEntry>& table, CallDispatcher& dispatcher) {
  const auto& declared = declared_service(name);
  if (table.size() != static_cast<std::size_t>(declared.method_count())) {
    throw std::logic_error("the table of " + name + " has not as many methods as its proto");
  }
  for (const auto& entry : table) {
    ensure_declared(declared, entry);
    const auto full_name = name + "/" + std::string(entry.name);
    const auto& rpc = rpcs_.emplace_back(Rpc{.path = "/" + full_name,
                                             .access = entry.access,
                                             .request_bytes_max = bytes_max(entry.size, dispatcher.limits()),
                                             .series = dispatcher.counts().metrics.series_of(full_name)});
    // gRPC becomes the owner of both.
    auto* const method = new grpc::internal::RpcServiceMethod(rpc.path.c_str(), entry.handler.type(), nullptr);
    AddMethod(method);
    MarkMethodCallback(static_cast<int>(rpcs_.size() - 1), entry.handler.make(dispatcher, rpc));
  }
}

}  // namespace ledger::api
