#include "api/http/message/problem.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/transaction_in_path.hpp"
#include "api/rest/transaction_json.hpp"

namespace ledger::api {

Task<Response> get_hold(Request& request, AppContext& services) {
  auto found = co_await transaction_in_path(request, services);
  if (auto* response = std::get_if<Response>(&found)) co_return std::move(*response);
  const auto& reading = std::get<std::optional<TransactionView>>(found);
  const bool shown =
      reading && hold_status(reading->recorded) && request.principal->may_read(reading->recorded.legs.front().account);
  if (!shown) {
    co_return problem_response(
        Problem{Status::not_found, name_of(RejectionCode::hold_not_found), "there is no hold with this uid", "uid"});
  }
  JsonWriter json;
  write_hold(json, reading->recorded, services.epochs);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, reading->end_at(reading->recorded.legs.back()));
  co_return response;
}

}  // namespace ledger::api
