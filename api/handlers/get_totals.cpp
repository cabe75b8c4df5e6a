#include <algorithm>

#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/handlers/read_parameters.hpp"
#include "api/services/services.hpp"
#include "ledger/journal/transactions.hpp"
#include "ledger/snapshots/totals_query.hpp"

namespace ledger::api {
namespace {

struct Totals {
  Position position;
  std::map<Currency, TotalAt> by_currency;
};

void write_total(JsonWriter& json, const Currency& currency, const TotalAt& total) {
  json.begin_object();
  json.member("currency", currency.code());
  json.member("accounts", total.accounts);
  json.member("balance", format_amount(total.balance, currency));
  json.member("held", format_amount(total.held, currency));
  json.member("available", format_amount(total.balance - total.held, currency));
  json.member("credited", format_amount(total.credited, currency));
  json.member("debited", format_amount(total.credited - total.balance, currency));
  json.end_object();
}

Response totals_response(JournalId journal, const Totals& totals) {
  const PositionToken position{journal, totals.position};
  JsonWriter json;
  json.begin_object();
  json.member("position", to_string(position));
  json.name("totals");
  json.begin_array();
  for (const auto& [currency, total] : totals.by_currency) write_total(json, currency, total);
  json.end_array();
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, position);
  return response;
}

}  // namespace

Task<Response> get_totals(Request& request, Services& services) {
  auto query = query_of(request, {"position"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto asked = known_position(std::get<QueryString>(query), "position", services.journal);
  if (auto* response = std::get_if<Response>(&asked)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  auto read = [journal = services.journal,
               known = std::get<KnownPosition>(asked)](pqxx::transaction_base& transaction) {
    const auto position = resolved(transaction, journal, known);
    return Totals{.position = position, .by_currency = totals_at(transaction, journal, position)};
  };
  const auto totals = co_await services.reads.run(std::move(read));
  co_return totals_response(services.journal, totals);
}

}  // namespace ledger::api
