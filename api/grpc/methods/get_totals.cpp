#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/totals.hpp"

namespace ledger::api {
namespace {

/// Returns the positions that are asked for; `fields` notes what is wrong with the request.
PositionsAsked positions_asked(RequestFields& fields, const v1::GetTotalsRequest& request, const AppContext& services) {
  PositionsAsked asked;
  if (request.has_known_at_time() && request.positions_size() > 0) {
    fields.refuse("known_at_time", "position_malformed", "positions or a time, not both");
    return asked;
  }
  const auto time = fields.moment("known_at_time", LEDGER_OPTIONAL_FIELD(request, known_at_time));
  if (time) return all_at(*time, services.journal_count);
  for (const auto& text : request.positions()) {
    const auto token = parse_position_token(text);
    if (!token) {
      fields.refuse_position("positions");
    } else if (!services.has(token->journal)) {
      fields.refuse("positions", "journal_unknown", "there is no such journal here");
    } else if (!asked.try_emplace(token->journal, KnownPosition{.position = token, .field = "positions"}).second) {
      fields.refuse("positions", "position_malformed", "one position a journal");
    }
  }
  return asked;
}

void fill_total(v1::Total& message, const Currency& currency, const TotalAt& total) {
  message.set_currency(std::string(currency.code()));
  message.set_accounts(total.accounts);
  message.set_balance(format_amount(total.balance, currency));
  message.set_held(format_amount(total.held, currency));
  message.set_available(format_amount(total.balance - total.held, currency));
  message.set_credited(format_amount(total.credited, currency));
  message.set_debited(format_amount(total.credited - total.balance, currency));
}

}  // namespace

Task<grpc::Status> rpc_get_totals(Call& call, const v1::GetTotalsRequest& request, v1::GetTotalsResponse& response) {
  RequestFields fields;
  auto asked = positions_asked(fields, request, call.services);
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), call.services.journal_count);
  if (!fields.errors().empty()) co_return status_of(fields.errors());

  const auto totals = co_await read_totals(call.services, std::move(asked), least, call.principal->id);
  for (const auto& [currency, total] : totals.by_currency) fill_total(*response.add_totals(), currency, total);
  if (totals.may_change) response.set_may_change(*totals.may_change);
  for (const auto& position : totals.positions) response.add_positions(to_string(position));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
