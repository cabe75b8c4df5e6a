// GET /v1/totals: sums per currency.
#include <algorithm>

#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/reads/totals.hpp"

namespace ledger::api {
namespace {

Result<PositionsAsked> positions_asked(const QueryString& query, const AppContext& services) {
  PositionsAsked asked;
  for (auto rest = query.find("position").value_or(""); !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto token = parse_position_token(rest.substr(0, end));
    // A number alone, or a time.
    if (!token) break;
    if (!services.has(token->journal)) {
      return wrong_parameter("position", "journal_unknown", "there is no such journal here");
    }
    asked[token->journal] = {.position = token, .field = "position"};
    if (end == rest.size()) return asked;
    rest.remove_prefix(end + 1);
  }
  auto known = known_position(query, "position", services.journal);
  if (!known) return known.take_refusal();
  const auto& one = *known;
  if (one.time) return all_at(*one.time, services.journal_count);
  asked = {{services.journal, one}};
  return asked;
}

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

Response totals_response(const Totals& totals) {
  std::string positions;
  for (const auto& position : totals.positions) {
    if (!positions.empty()) positions += ',';
    positions += to_string(position);
  }
  JsonWriter json;
  json.begin_object();
  json.member("position", positions);
  write_may_change(json, totals.may_change);
  json.name("totals");
  json.begin_array();
  for (const auto& [currency, total] : totals.by_currency) write_total(json, currency, total);
  json.end_array();
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, totals.positions.front());
  return response;
}

}  // namespace

Task<Response> get_totals(Request& request, AppContext& services) {
  auto query = query_of(request, {"position"});
  if (!query) co_return query.take_refusal();
  auto asked = positions_asked(*query, services);
  if (!asked) co_return asked.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();

  const auto totals = co_await read_totals(services, std::move(*asked), *least, request.principal->id);
  co_return totals_response(totals);
}

}  // namespace ledger::api
