#include "ledger/publication/event_json.hpp"

#include <rapidjson/writer.h>

#include "ledger/domain/account.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/publication/hex.hpp"

namespace ledger {
namespace {

/// Lets RapidJSON write straight into a string.
class StringStream {
 public:
  using Ch = char;
  explicit StringStream(std::string& text) : text_(text) {}
  void Put(char character) { text_.push_back(character); }
  void Flush() {}

 private:
  std::string& text_;
};

/// Members of one object, by the types of the domain.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& json) : stream_(json), writer_(stream_) { writer_.StartObject(); }

  void finish() { writer_.EndObject(); }

  void number(std::string_view name, std::int64_t value) {
    key(name);
    writer_.Int64(value);
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void boolean(std::string_view name, bool value) {
    key(name);
    writer_.Bool(value);
  }
  void null(std::string_view name) {
    key(name);
    writer_.Null();
  }
  void amount(std::string_view name, MinorUnits value, const Currency& currency) {
    text(name, format_amount(value, currency));
  }

 private:
  void key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

  StringStream stream_;
  rapidjson::Writer<StringStream> writer_;
};

/// Writes the fields that only this type has as members of their own; `details` has them too, as the text that is
/// hashed.
void write_details(ObjectWriter& object, const Event& event) {
  switch (understood_type(event)) {
    case EventType::unknown:
      // The name tells no more, and a newer program's reader wants to know.
      object.number("type_number", static_cast<std::int16_t>(event.type));
      return;
    case EventType::transfer_sent:
      object.number("to_account_id", counterparty(event).value);
      return;
    case EventType::transfer_received:
      object.number("from_account_id", counterparty(event).value);
      return;
    case EventType::hold_placed: {
      const auto terms = hold_terms(event);
      object.text("service_id", terms.service_id);
      object.text("expires_at", format_moment(terms.expires));
      return;
    }
    case EventType::limit_changed:
      if (const auto difference = limit_change(event)) {
        object.amount("limit_difference", *difference, event.currency);
      } else {
        object.null("limit_difference");
      }
      return;
    case EventType::reversal_debited:
    case EventType::reversal_credited: {
      const auto reversed = reversed_leg(event);
      object.text("reverses", to_string(reversed.uid));
      object.number("reverses_leg", reversed.leg.value);
      return;
    }
    default:
      return;
  }
}

/// Only from the second epoch on, so that a ledger that was never restored publishes what it always has.
void write_epoch(ObjectWriter& object, Epoch epoch) {
  if (epoch != first_epoch) object.number("epoch", epoch.value);
}

}  // namespace

void append_event_json(const Event& event, Epoch epoch, std::string& json) {
  ObjectWriter object(json);
  object.number("journal", event.journal.value);
  object.number("position", event.position.value);
  object.number("account_id", event.account.value);
  object.number("version", event.version.value);
  object.text("uid", to_string(event.uid));
  object.number("leg", event.leg.value);
  object.text("type", name_of(understood_type(event)));
  object.number("schema_version", event.schema_version);
  object.text("status", name_of(event.status));
  object.text("currency", event.currency.code());
  object.amount("amount", event.amount, event.currency);
  const auto change = state_change(event);
  object.amount("change", change.balance, event.currency);
  object.amount("held_change", change.held, event.currency);
  object.amount("balance", event.balance, event.currency);
  object.amount("held", event.held, event.currency);
  if (event.limit == no_limit) {
    object.null("limit");
  } else {
    object.amount("limit", event.limit, event.currency);
  }
  object.text("effective", format_moment(event.effective));
  object.text("recorded", format_moment(event.recorded));
  object.text("actor", event.actor);
  object.text("details", event.details);
  write_details(object, event);
  if (event.text_hash) {
    object.text("text_hash", to_hex(*event.text_hash));
  } else {
    object.null("text_hash");
  }
  object.text("hash", to_hex(event.hash));
  write_epoch(object, epoch);
  object.finish();
}

void append_balance_json(const Event& event, Epoch epoch, std::string& json) {
  ObjectWriter object(json);
  object.number("account_id", event.account.value);
  object.text("currency", event.currency.code());
  object.amount("balance", event.balance, event.currency);
  object.amount("held", event.held, event.currency);
  object.amount("available", event.available(), event.currency);
  object.boolean("funded", event.available() > 0);
  object.text("status", name_of(event.status));
  object.number("journal", event.journal.value);
  object.number("position", event.position.value);
  object.number("version", event.version.value);
  object.text("recorded", format_moment(event.recorded));
  write_epoch(object, epoch);
  object.finish();
}

}  // namespace ledger
