#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/record.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_reverse_transaction(Call& call, const v1::ReverseTransactionRequest& request,
                                           v1::TransactionResponse& response) {
  RequestFields fields;
  const auto uid = fields.chosen_uid("uid", request.uid());
  const auto reverses = fields.uid("reverses", request.reverses());
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  ReverseTransaction command{.uid = *uid, .actor = call.principal->id, .reverses = *reverses};
  co_return co_await record(call, std::move(command), response);
}

}  // namespace ledger::api
