#include "api/rest/transaction_json.hpp"

#include "api/rest/answers.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/reads/transaction_view.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/domain/details.hpp"

namespace ledger::api {
namespace {

std::string amount_of(MinorUnits amount, const Event& event) { return format_amount(amount, event.currency); }

/// Writes the members that every event has.
void write_event(JsonWriter& json, const RecordedTransaction& recorded, const Event& event) {
  json.member("uid", to_string(event.uid));
  json.member("type", transaction_type(understood_type(event)));
  json.member("amount", amount_of(event.amount, event));
  json.member("user_id", event.account.value);
  json.member("timestamp", format_moment(event.effective));
  json.member("recorded_at", format_moment(event.recorded));
  // The comment is its author's: a transfer's receiver has the other leg, and does not see it.
  if (recorded.comment && event.leg == Leg(0)) json.member("comment", recorded.comment->text);
  write_relations(json, recorded, event);
}

/// Writes the change of each account with its position; used if the transaction has several accounts.
void write_legs(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs) {
  json.name("legs");
  json.begin_array();
  for (const auto& leg : recorded.legs) {
    json.begin_object();
    json.member("user_id", leg.account.value);
    json.member("change", amount_of(balance_change(leg), leg));
    write_position(json, token_of(epochs, leg));
    json.end_object();
  }
  json.end_array();
}

void write_terms(JsonWriter& json, const Event& placed) {
  const auto terms = hold_terms(placed);
  json.member("service_id", terms.service_id);
  json.member("expires_at", format_moment(terms.expires));
}

}  // namespace

void write_relations(JsonWriter& json, const RecordedTransaction& recorded, const Event& event) {
  const auto type = understood_type(event);
  if (type == EventType::transfer_sent) json.member("to_user_id", counterparty(event).value);
  if (type == EventType::transfer_received) json.member("from_user_id", counterparty(event).value);
  if (is_reversal(type)) {
    json.member("reverses", to_string(reversed_leg(event).uid));
  }
  if (recorded.reversed_by) json.member("reversed_by", to_string(*recorded.reversed_by));
  if (type == EventType::hold_placed) write_terms(json, event);
}

void write_history_entry(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs) {
  const Event& event = recorded.legs.front();
  json.begin_object();
  write_event(json, recorded, event);
  write_state(json, state_of(event), epochs);
  json.end_object();
}

void write_transaction(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs,
                       std::size_t shown) {
  const Event& event = recorded.legs.at(shown);
  json.begin_object();
  write_event(json, recorded, event);
  if (const auto status = hold_status(recorded)) json.member("hold_status", name_of(*status));
  if (recorded.legs.size() > 1) write_legs(json, recorded, epochs);
  write_state(json, state_of(last_event_of(recorded, event.account)), epochs);
  json.end_object();
}

void write_hold(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs) {
  json.begin_object();
  write_hold_members(json, recorded, epochs);
  json.end_object();
}

void write_hold_members(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs) {
  const Event& placed = recorded.legs.front();
  const Event& last = recorded.legs.back();
  const auto status = hold_status(recorded).value_or(HoldStatus::open);
  json.member("uid", to_string(placed.uid));
  json.member("user_id", placed.account.value);
  json.member("amount", amount_of(placed.amount, placed));
  json.member("currency", placed.currency.code());
  json.member("status", name_of(status));
  write_terms(json, placed);
  json.member("created_at", format_moment(placed.recorded));
  const auto closed = closed_at(recorded);
  write_text(json, "closed_at", closed ? std::optional(format_moment(*closed)) : std::nullopt);
  write_text(json, "captured_amount",
             status == HoldStatus::confirmed ? std::optional(amount_of(last.amount, last)) : std::nullopt);
  if (recorded.comment) json.member("comment", recorded.comment->text);
  if (recorded.reversed_by) json.member("reversed_by", to_string(*recorded.reversed_by));
  json.member("version", last.version.value);
  write_position(json, token_of(epochs, last));
}

}  // namespace ledger::api
