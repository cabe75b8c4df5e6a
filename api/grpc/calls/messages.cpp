#include "api/grpc/calls/messages.hpp"

#include "api/grpc/calls/time_units.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/reads/transaction_types.hpp"
#include "api/services/reads/transaction_view.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/domain/details.hpp"

namespace ledger::api {
namespace {

void fill_holder(v1::Account& message, const std::string& name, const std::optional<std::string>& external_id) {
  message.set_name(name);
  if (external_id) message.set_external_id(*external_id);
}

/// Fills the fields that only some types have.
void fill_relations(v1::Transaction& message, const RecordedTransaction& recorded, const Event& event) {
  const auto type = understood_type(event);
  if (type == EventType::transfer_sent) message.set_to_account_id(counterparty(event).value);
  if (type == EventType::transfer_received) message.set_from_account_id(counterparty(event).value);
  if (is_reversal(type)) {
    message.set_reverses(to_string(reversed_leg(event).uid));
  }
  if (recorded.reversed_by) message.set_reversed_by(to_string(*recorded.reversed_by));
  if (type == EventType::hold_placed) {
    const auto terms = hold_terms(event);
    message.set_service_id(terms.service_id);
    fill(*message.mutable_expires(), terms.expires);
  }
}

/// Fills the fields that every event has.
void fill_event(v1::Transaction& message, const RecordedTransaction& recorded, const Event& event) {
  message.set_uid(to_string(event.uid));
  message.set_type(std::string(transaction_type(understood_type(event))));
  message.set_amount(format_amount(event.amount, event.currency));
  message.set_account_id(event.account.value);
  fill(*message.mutable_effective(), event.effective);
  fill(*message.mutable_recorded(), event.recorded);
  // The comment is its author's: a transfer's receiver has the other leg, and does not see it.
  if (recorded.comment && event.leg == Leg(0)) message.set_comment(recorded.comment->text);
  fill_relations(message, recorded, event);
}

void fill_state(v1::Transaction& message, const Event& last, const EpochBook& epochs) {
  fill(*message.mutable_state(), state_of(last));
  message.set_position(to_string(token_of(epochs, last)));
}

void fill_leg(v1::Leg& message, const Event& leg, const EpochBook& epochs) {
  message.set_account_id(leg.account.value);
  message.set_change(format_amount(balance_change(leg), leg.currency));
  message.set_position(to_string(token_of(epochs, leg)));
}

/// Fills the type's own fields: the same as `details`, which has them as the text that is hashed.
void fill_details(v1::Event& message, const Event& event) {
  switch (understood_type(event)) {
    case EventType::unknown:
      message.set_type_number(static_cast<std::int16_t>(event.type));
      return;
    case EventType::transfer_sent:
      message.set_to_account_id(counterparty(event).value);
      return;
    case EventType::transfer_received:
      message.set_from_account_id(counterparty(event).value);
      return;
    case EventType::hold_placed: {
      const auto terms = hold_terms(event);
      message.set_service_id(terms.service_id);
      fill(*message.mutable_expires_at(), terms.expires);
      return;
    }
    case EventType::limit_changed:
      if (const auto difference = limit_change(event)) {
        message.set_limit_difference(format_amount(*difference, event.currency));
      }
      return;
    case EventType::reversal_debited:
    case EventType::reversal_credited: {
      const auto reversed = reversed_leg(event);
      message.set_reverses(to_string(reversed.uid));
      message.set_reverses_leg(reversed.leg.value);
      return;
    }
    default:
      return;
  }
}

}  // namespace

void fill(google::protobuf::Timestamp& message, Moment moment) {
  const auto count = microseconds_since_epoch(moment);
  message.set_seconds(count / microseconds_in_second);
  message.set_nanos(static_cast<std::int32_t>(count % microseconds_in_second * nanoseconds_in_microsecond));
}

void fill(v1::AccountState& message, const DatedBalance& state) {
  const Currency& currency = state.currency;
  message.set_balance(format_amount(state.balance, currency));
  message.set_held(format_amount(state.held, currency));
  message.set_available(format_amount(state.available(), currency));
  if (state.limit != no_limit) message.set_limit(format_amount(state.limit, currency));
  message.set_currency(std::string(currency.code()));
  message.set_status(std::string(name_of(state.status)));
  message.set_version(state.version.value);
}

void fill(v1::Transaction& message, const RecordedTransaction& recorded, const EpochBook& epochs, std::size_t shown) {
  const Event& event = recorded.legs.at(shown);
  const Event& last = last_event_of(recorded, event.account);
  fill_event(message, recorded, event);
  const auto status = hold_status(recorded);
  if (status) message.set_hold_status(std::string(name_of(*status)));
  if (status == HoldStatus::confirmed) message.set_captured_amount(format_amount(last.amount, last.currency));
  if (recorded.legs.size() > 1) {
    for (const auto& leg : recorded.legs) fill_leg(*message.add_legs(), leg, epochs);
  }
  fill_state(message, last, epochs);
}

void fill_history_entry(v1::Transaction& message, const RecordedTransaction& recorded, const EpochBook& epochs) {
  const Event& event = recorded.legs.front();
  fill_event(message, recorded, event);
  fill_state(message, event, epochs);
}

void fill(v1::Hold& message, const RecordedTransaction& recorded, const EpochBook& epochs) {
  const Event& placed = recorded.legs.front();
  const Event& last = recorded.legs.back();
  const auto status = hold_status(recorded).value_or(HoldStatus::open);
  const auto terms = hold_terms(placed);
  message.set_uid(to_string(placed.uid));
  message.set_account_id(placed.account.value);
  message.set_service_id(terms.service_id);
  message.set_amount(format_amount(placed.amount, placed.currency));
  message.set_currency(std::string(placed.currency.code()));
  message.set_status(std::string(name_of(status)));
  fill(*message.mutable_created(), placed.recorded);
  fill(*message.mutable_expires(), terms.expires);
  if (const auto closed = closed_at(recorded)) fill(*message.mutable_closed(), *closed);
  if (status == HoldStatus::confirmed) message.set_captured_amount(format_amount(last.amount, last.currency));
  if (recorded.comment) message.set_comment(recorded.comment->text);
  if (recorded.reversed_by) message.set_reversed_by(to_string(*recorded.reversed_by));
  message.set_version(last.version.value);
  message.set_position(to_string(token_of(epochs, last)));
}

void fill(v1::Event& message, const Event& event, Epoch epoch) {
  const Currency& currency = event.currency;
  message.set_journal(event.journal.value);
  message.set_position(event.position.value);
  message.set_account_id(event.account.value);
  message.set_version(event.version.value);
  message.set_uid(to_string(event.uid));
  message.set_leg(event.leg.value);
  message.set_type(std::string(name_of(understood_type(event))));
  message.set_schema_version(event.schema_version);
  message.set_status(std::string(name_of(event.status)));
  message.set_currency(std::string(currency.code()));
  message.set_amount(format_amount(event.amount, currency));
  const auto change = state_change(event);
  message.set_change(format_amount(change.balance, currency));
  message.set_held_change(format_amount(change.held, currency));
  message.set_balance(format_amount(event.balance, currency));
  message.set_held(format_amount(event.held, currency));
  if (event.limit != no_limit) message.set_limit(format_amount(event.limit, currency));
  fill(*message.mutable_effective(), event.effective);
  fill(*message.mutable_recorded(), event.recorded);
  message.set_actor(event.actor);
  message.set_details(event.details);
  fill_details(message, event);
  if (event.text_hash) message.set_text_hash(event.text_hash->data(), event.text_hash->size());
  message.set_hash(event.hash.data(), event.hash.size());
  if (epoch != first_epoch) message.set_epoch(epoch.value);
}

void fill(v1::Account& message, const AccountView& reading, const EpochBook& epochs) {
  const DatedBalance& balance = reading.balance;
  message.set_id(balance.account.value);
  if (reading.holder) fill_holder(message, reading.holder->name, reading.holder->external_id);
  fill(*message.mutable_state(), balance);
  if (reading.created) fill(*message.mutable_created(), *reading.created);
  if (reading.may_change) message.set_may_change(*reading.may_change);
  message.set_position(to_string(token_at(epochs, balance.journal, balance.position)));
}

void fill(v1::Account& message, const ListedAccount& listed, const EpochBook& epochs) {
  const Event& last = listed.last;
  message.set_id(last.account.value);
  if (listed.holder) fill_holder(message, listed.holder->name, listed.holder->external_id);
  fill(*message.mutable_state(), state_of(last));
  fill(*message.mutable_created(), listed.created);
  message.set_position(to_string(token_of(epochs, last)));
}

void fill(v1::Account& message, const RecordedTransaction& opened, const EpochBook& epochs) {
  const Event& event = opened.legs.front();
  message.set_id(event.account.value);
  if (opened.identity) fill_holder(message, opened.identity->name, opened.identity->external_id);
  fill(*message.mutable_state(), state_of(event));
  fill(*message.mutable_created(), event.recorded);
  message.set_position(to_string(token_of(epochs, event)));
}

}  // namespace ledger::api
