#include "api/handlers/answers.hpp"

#include "api/handlers/read_parameters.hpp"

namespace ledger::api {

void write_state(JsonWriter& json, const DatedBalance& state) {
  const Currency& currency = state.currency;
  json.member("balance", format_amount(state.balance, currency));
  json.member("held", format_amount(state.held, currency));
  json.member("available", format_amount(state.available(), currency));
  if (state.limit == no_limit) {
    json.null_member("limit");
  } else {
    json.member("limit", format_amount(state.limit, currency));
  }
  json.member("currency", currency.code());
  json.member("status", name_of(state.status));
  json.member("version", state.version.value);
  json.member("position", state.position.value);
}

DatedBalance state_of(const Event& event) {
  DatedBalance state;
  state.account = event.account;
  state.currency = event.currency;
  state.balance = event.balance;
  state.held = event.held;
  state.limit = event.limit;
  state.status = event.status;
  state.version = event.version;
  state.journal = event.journal;
  state.position = event.position;
  return state;
}

void write_text(JsonWriter& json, std::string_view key, const std::optional<std::string>& text) {
  if (text) {
    json.member(key, *text);
  } else {
    json.null_member(key);
  }
}

std::string_view transaction_type(EventType type) {
  switch (type) {
    case EventType::account_opened:
      return "OPEN";
    case EventType::deposited:
      return "DEPOSIT";
    case EventType::withdrawn:
      return "WITHDRAW";
    case EventType::transfer_sent:
    case EventType::transfer_received:
      return "TRANSFER";
    case EventType::hold_placed:
      return "HOLD";
    case EventType::hold_captured:
      return "CONFIRM";
    case EventType::hold_released:
      return "CANCEL";
    case EventType::hold_expired:
      return "EXPIRE";
    case EventType::limit_changed:
      return "LIMIT";
    case EventType::account_frozen:
      return "FREEZE";
    case EventType::account_unfrozen:
      return "UNFREEZE";
    case EventType::account_closed:
      return "CLOSE";
    case EventType::reversal_debited:
    case EventType::reversal_credited:
      return "REVERSAL";
    case EventType::identity_erased:
      return "ERASE";
  }
  __builtin_unreachable();
}

void write_transaction(JsonWriter& json, const Recorded& recorded) {
  const Event& event = recorded.legs.front();
  json.begin_object();
  json.member("uid", to_string(event.uid));
  json.member("type", transaction_type(event.type));
  json.member("amount", format_amount(event.amount, event.currency));
  json.member("user_id", event.account.value);
  json.member("timestamp", format_moment(event.effective));
  json.member("recorded_at", format_moment(event.recorded));
  if (recorded.comment) json.member("comment", recorded.comment->text);
  write_state(json, state_of(event));
  json.end_object();
}

void add_write_fields(Response& response, const Applied& applied) {
  const Event& event = applied.recorded.legs.front();
  response.fields.push_back({"Ledger-Position", to_string(PositionToken{event.journal, event.position})});
  if (applied.replayed) response.fields.push_back({"Idempotent-Replayed", "true"});
}

}  // namespace ledger::api
