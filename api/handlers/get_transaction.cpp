#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/handlers/read_parameters.hpp"
#include "api/http/problem.hpp"
#include "api/services/services.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {
namespace {

/// Whether one of the transaction's accounts is the principal's to read.
bool may_read(const Principal& principal, const Recorded& recorded) {
  return std::any_of(recorded.legs.begin(), recorded.legs.end(),
                     [&principal](const Event& leg) { return principal.may_read(leg.account); });
}

}  // namespace

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
  if (!recorded || !may_read(*request.principal, *recorded)) {
    co_return problem_response(
        Problem{Status::not_found, "transaction_not_found", "there is no transaction with this uid", "uid"});
  }
  JsonWriter json;
  write_transaction(json, *recorded);
  co_return Response{.status = Status::ok, .body = json.take(), .fields = {}};
}

}  // namespace ledger::api
