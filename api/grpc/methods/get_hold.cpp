#include "api/auth/record_permission.hpp"
#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"

namespace ledger::api {

Task<grpc::Status> rpc_get_hold(Call& call, const v1::GetHoldRequest& request, v1::Hold& response) {
  auto found = co_await find_recorded(call, request.uid(), LEDGER_OPTIONAL_FIELD(request, min_position));
  if (auto* status = std::get_if<grpc::Status>(&found)) co_return std::move(*status);
  const auto& reading = std::get<std::optional<TransactionView>>(found);
  const bool shown = reading && hold_status(reading->recorded) &&
                     readable_leg(*call.principal, reading->recorded) < reading->recorded.legs.size();
  if (!shown) {
    co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                    .code = name_of(RejectionCode::hold_not_found),
                                    .detail = "there is no hold with this uid",
                                    .field = "uid"});
  }
  fill(response, reading->recorded, call.services.epochs);
  response.set_read_position(to_string(reading->end_at(reading->recorded.legs.back())));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
