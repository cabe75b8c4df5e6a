#include "api/auth/record_permission.hpp"
#include "api/grpc/messages.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"
#include "api/grpc/request_fields.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {
Task<grpc::Status> rpc_get_hold(Call& call, const v1::GetHoldRequest& request, v1::Hold& response) {
  RequestFields fields;
  const auto uid = fields.uid("uid", request.uid());
  const auto least =
      fields.position("min_position", LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  auto late = co_await await_least_position(call, least);
  if (late) co_return std::move(*late);

  auto find = [uid = *uid](pqxx::transaction_base& transaction) { return find_transaction(transaction, uid); };
  const auto recorded = co_await call.services.reads.run(std::move(find));
  const bool shown =
      recorded && hold_status(*recorded) && readable_leg(*call.principal, *recorded) < recorded->legs.size();
  if (!shown) {
    co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                    .code = name_of(RejectionCode::hold_not_found),
                                    .detail = "there is no hold with this uid",
                                    .field = "uid"});
  }
  fill(response, *recorded);
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
