#include "api/auth/record_permission.hpp"
#include "api/http/message/problem.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/transaction_in_path.hpp"
#include "api/rest/transaction_json.hpp"

namespace ledger::api {

Task<Response> get_transaction(Request& request, AppContext& services) {
  auto found = co_await transaction_in_path(request, services);
  if (auto* response = std::get_if<Response>(&found)) co_return std::move(*response);
  const auto& reading = std::get<std::optional<TransactionView>>(found);
  const auto shown = reading ? readable_leg(*request.principal, reading->recorded) : 0;
  if (!reading || shown == reading->recorded.legs.size()) {
    co_return problem_response(
        Problem{Status::not_found, "transaction_not_found", "there is no transaction with this uid", "uid"});
  }
  JsonWriter json;
  write_transaction(json, reading->recorded, services.epochs, shown);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, reading->end_at(reading->recorded.legs[shown]));
  co_return response;
}

}  // namespace ledger::api
