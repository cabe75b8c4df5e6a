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
  /// A position a journal.
  std::vector<PositionToken> positions;
  std::map<Currency, TotalAt> by_currency;
};

/// Positions of some journals, or one time for all; the others are taken at their ends.
using PositionsAsked = std::map<JournalId, KnownPosition>;

OrResponse<PositionsAsked> positions_asked(const QueryString& query, const Services& services) {
  PositionsAsked asked;
  for (auto rest = query.find("position").value_or(""); !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto token = parse_position_token(rest.substr(0, end));
    // A number alone, or a time.
    if (!token) break;
    if (!services.has(token->journal)) {
      return wrong_parameter("position", "journal_unknown", "there is no such journal here");
    }
    asked[token->journal] = {.position = token->position, .time = std::nullopt};
    if (end == rest.size()) return asked;
    rest.remove_prefix(end + 1);
  }
  auto known = known_position(query, "position", services.journal);
  if (auto* response = std::get_if<Response>(&known)) return std::move(*response);
  asked = {{services.journal, std::get<KnownPosition>(known)}};
  for (std::int16_t journal = 0; std::get<KnownPosition>(known).time && services.has(JournalId(journal)); ++journal) {
    asked[JournalId(journal)] = std::get<KnownPosition>(known);
  }
  return asked;
}

Totals read_totals(pqxx::transaction_base& transaction, std::int64_t journal_count, const PositionsAsked& asked) {
  Totals totals;
  for (std::int16_t number = 0; number < journal_count; ++number) {
    const JournalId journal(number);
    const auto known = asked.find(journal);
    const auto position = resolved(transaction, journal, known == asked.end() ? KnownPosition{} : known->second);
    totals.positions.push_back({journal, position});
    for (const auto& [currency, part] : totals_at(transaction, journal, position)) {
      auto& total = totals.by_currency[currency];
      total.accounts += part.accounts;
      total.balance += part.balance;
      total.held += part.held;
      total.credited += part.credited;
    }
  }
  return totals;
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
  for (const auto& position : totals.positions) positions += (positions.empty() ? "" : ",") + to_string(position);
  JsonWriter json;
  json.begin_object();
  json.member("position", positions);
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

Task<Response> get_totals(Request& request, Services& services) {
  auto query = query_of(request, {"position"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto asked = positions_asked(std::get<QueryString>(query), services);
  if (auto* response = std::get_if<Response>(&asked)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  auto read = [journal_count = services.journal_count, positions = std::get<PositionsAsked>(asked)](
                  pqxx::transaction_base& transaction) { return read_totals(transaction, journal_count, positions); };
  const auto totals = co_await services.reads.run(std::move(read));
  co_return totals_response(totals);
}

}  // namespace ledger::api
