#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/transaction_view.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_get_hold(Call& call, const v1::GetHoldRequest& request, v1::Hold& response) {
  RequestFields fields;
  const auto uid = fields.uid("uid", request.uid());
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const auto view = co_await look_up_hold(call.services, *call.principal, *uid, least);
  if (!view) {
    co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                    .code = name_of(RejectionCode::hold_not_found),
                                    .detail = "there is no hold with this uid",
                                    .field = "uid"});
  }
  fill(response, view->recorded, call.services.epochs);
  response.set_read_position(to_string(view->end_at(view->recorded.legs.back())));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
