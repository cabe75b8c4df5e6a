#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/handlers/read_parameters.hpp"
#include "api/handlers/transaction_json.hpp"
#include "api/http/problem.hpp"
#include "api/services/services.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {

Task<Response> get_hold(Request& request, Services& services) {
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
