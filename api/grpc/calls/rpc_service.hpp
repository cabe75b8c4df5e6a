// A service of gRPC, made from its table.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <deque>
#include <string>
#include <vector>

#include "api/grpc/calls/method_entry.hpp"

namespace ledger::api {

/// It must outlive the server that it is registered with, and `dispatcher` must outlive it.
class RpcService final : public grpc::Service {
 public:
  /// `name` is "ledger.v1.Ledger" and its like. Throws std::logic_error if the table has other methods than the proto,
  /// or one with other messages.
  RpcService(const std::string& name, const std::vector<MethodEntry>& table, CallDispatcher& dispatcher);

 private:
  /// A deque, as handlers refer to its elements.
  std::deque<Rpc> rpcs_;
};

}  // namespace ledger::api
