#include "api/auth/record_permission.hpp"
#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_get_transaction(Call& call, const v1::GetTransactionRequest& request,
                                       v1::Transaction& response) {
  auto found = co_await find_recorded(call, request.uid(), LEDGER_OPTIONAL_FIELD(request, min_position));
  if (auto* status = std::get_if<grpc::Status>(&found)) co_return std::move(*status);
  const auto& reading = std::get<std::optional<TransactionView>>(found);
  const auto shown = reading ? readable_leg(*call.principal, reading->recorded) : 0;
  if (!reading || shown == reading->recorded.legs.size()) {
    co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                    .code = "transaction_not_found",
                                    .detail = "there is no transaction with this uid",
                                    .field = "uid"});
  }
  fill(response, reading->recorded, call.services.epochs, shown);
  response.set_read_position(to_string(reading->end_at(reading->recorded.legs[shown])));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
