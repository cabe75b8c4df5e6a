#include "api/auth/record_permission.hpp"
#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/handlers/read_parameters.hpp"
#include "api/handlers/transaction_json.hpp"
#include "api/http/problem.hpp"
#include "api/services/services.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {

Task<Response> get_transaction(Request& request, Services& services) {
  auto uid = uid_in_path(request);
  if (auto* response = std::get_if<Response>(&uid)) co_return std::move(*response);
  auto query = query_of(request, {});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  auto find = [uid = std::get<Uid>(uid)](pqxx::transaction_base& transaction) {
    return find_transaction(transaction, uid);
  };
  const auto recorded = co_await services.reads.run(std::move(find));
  const auto shown = recorded ? readable_leg(*request.principal, *recorded) : 0;
  if (!recorded || shown == recorded->legs.size()) {
    co_return problem_response(
        Problem{Status::not_found, "transaction_not_found", "there is no transaction with this uid", "uid"});
  }
  JsonWriter json;
  write_transaction(json, *recorded, shown);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  const Event& event = recorded->legs[shown];
  add_position_field(response, {event.journal, event.position});
  co_return response;
}

}  // namespace ledger::api
