#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/transaction_view.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_get_transaction(Call& call, const v1::GetTransactionRequest& request,
                                       v1::Transaction& response) {
  RequestFields fields;
  const auto uid = fields.uid("uid", request.uid());
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const auto view = co_await look_up_transaction(call.services, *call.principal, *uid, least);
  if (!view) {
    co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                    .code = "transaction_not_found",
                                    .detail = "there is no transaction with this uid",
                                    .field = "uid"});
  }
  fill(response, view->recorded, call.services.epochs, view->shown);
  response.set_read_position(to_string(view->end_at(view->recorded.legs[view->shown])));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
