#include "api/rest/answers.hpp"

#include <algorithm>

#include "api/rest/parameters/balance_limit.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/positions/epoch_reading.hpp"

namespace ledger::api {

void write_position(JsonWriter& json, const PositionToken& position) {
  json.member("position", position.position.value);
  if (position.epoch != first_epoch) json.member("epoch", std::int64_t{position.epoch.value});
}

void write_state(JsonWriter& json, const DatedBalance& state, const EpochBook& epochs) {
  const Currency& currency = state.currency;
  json.member("balance", format_amount(state.balance, currency));
  json.member("held", format_amount(state.held, currency));
  json.member("available", format_amount(state.available(), currency));
  write_balance_limit(json, state.limit, currency);
  json.member("currency", currency.code());
  json.member("status", name_of(state.status));
  json.member("version", state.version.value);
  write_position(json, token_at(epochs, state.journal, state.position));
}

void write_text(JsonWriter& json, std::string_view key, const std::optional<std::string>& text) {
  if (text) {
    json.member(key, *text);
  } else {
    json.null_member(key);
  }
}

void write_may_change(JsonWriter& json, std::optional<bool> may_change) {
  if (may_change) json.raw_member("may_change", *may_change ? "true" : "false");
}

void add_position_field(Response& response, const PositionToken& position) {
  response.fields.push_back({"Ledger-Position", to_string(position)});
}

void add_write_fields(Response& response, const Applied& applied, const EpochBook& epochs) {
  // The last of its events; those of a transfer into another journal follow that journal's own positions.
  const auto& legs = applied.recorded.legs;
  const auto last = std::find_if(legs.rbegin(), legs.rend(),
                                 [&legs](const Event& leg) { return leg.journal == legs.front().journal; });
  add_position_field(response, token_of(epochs, *last));
  if (applied.replayed) response.fields.push_back({"Idempotent-Replayed", "true"});
}

}  // namespace ledger::api
