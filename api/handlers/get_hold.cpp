#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/transaction_in_path.hpp"
#include "api/handlers/transaction_json.hpp"
#include "api/http/problem.hpp"

namespace ledger::api {

Task<Response> get_hold(Request& request, Services& services) {
  auto found = co_await transaction_in_path(request, services);
  if (auto* response = std::get_if<Response>(&found)) co_return std::move(*response);
  const auto& recorded = std::get<std::optional<Recorded>>(found);
  if (!recorded || !hold_status(*recorded) || !request.principal->may_read(recorded->legs.front().account)) {
    co_return problem_response(
        Problem{Status::not_found, name_of(RejectionCode::hold_not_found), "there is no hold with this uid", "uid"});
  }
  JsonWriter json;
  write_hold(json, *recorded);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  const Event& last = recorded->legs.back();
  add_position_field(response, {last.journal, last.position});
  co_return response;
}

}  // namespace ledger::api
