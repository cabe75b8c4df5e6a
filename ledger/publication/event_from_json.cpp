#include "ledger/publication/event_from_json.hpp"

#include "ledger/publication/hex.hpp"
#include "ledger/publication/json_members.hpp"

namespace ledger {
namespace {

/// Takes members out of an object; `complete` turns false at the first one that is missing or cannot be.
class Taker {
 public:
  explicit Taker(const JsonMembers& members) : members_(members) {}

  [[nodiscard]] bool complete() const { return complete_; }

  template <class Id>
  void id(const char* name, Id& to) {
    take(members_.number<decltype(to.value)>(name), to.value);
  }
  void number(const char* name, std::int16_t& to) { take(members_.number<std::int16_t>(name), to); }
  void text(const char* name, std::string& to) { take(members_.text(name), to); }
  void moment(const char* name, Moment& to) {
    const auto text = members_.text(name);
    take(text ? parse_moment(*text) : std::nullopt, to);
  }
  void hash(const char* name, Hash& to) {
    const auto text = members_.text(name);
    take(text ? hash_from_hex(*text) : std::nullopt, to);
  }
  void amount(const char* name, const Currency& currency, MinorUnits& to) {
    const auto text = members_.text(name);
    const auto decimal = parse_decimal(text.value_or(""));
    if (!std::holds_alternative<Decimal>(decimal)) return fail();
    const auto units = to_minor_units(std::get<Decimal>(decimal), currency);
    if (!std::holds_alternative<MinorUnits>(units)) return fail();
    to = std::get<MinorUnits>(units);
  }
  template <class Value>
  void found(const std::optional<Value>& value, Value& to) {
    take(value, to);
  }
  [[nodiscard]] std::string_view text_of(const char* name) {
    const auto text = members_.text(name);
    if (!text) fail();
    return text.value_or("");
  }

 private:
  template <class From, class To>
  void take(const std::optional<From>& from, To& to) {
    if (!from) return fail();
    to = To(*from);
  }
  void fail() { complete_ = false; }

  const JsonMembers& members_;
  bool complete_ = true;
};

/// The value that is called so, of an enumeration whose stored numbers begin with 1.
template <class Value>
std::optional<Value> named(std::string_view name, std::optional<Value> (*from_number)(std::int16_t)) {
  for (std::int16_t number = 1;; ++number) {
    const auto value = from_number(number);
    if (!value || name_of(*value) == name) return value;
  }
}

void take_state(const JsonMembers& members, Taker& taker, Event& event) {
  taker.found(Currency::from_code(taker.text_of("currency")), event.currency);
  if (!taker.complete()) return;
  taker.amount("amount", event.currency, event.amount);
  taker.amount("balance", event.currency, event.balance);
  taker.amount("held", event.currency, event.held);
  if (members.is_null("limit")) {
    event.limit = no_limit;
  } else {
    taker.amount("limit", event.currency, event.limit);
  }
}

}  // namespace

std::optional<PublishedEvent> parse_event_json(std::string_view json) {
  const JsonMembers members(json);
  Taker taker(members);
  PublishedEvent published;
  Event& event = published.event;
  taker.id("journal", event.journal);
  taker.id("position", event.position);
  taker.id("account_id", event.account);
  taker.id("version", event.version);
  taker.found(parse_uid(taker.text_of("uid")), event.uid);
  taker.id("leg", event.leg);
  taker.found(named(taker.text_of("type"), event_type_from_number), event.type);
  taker.number("schema_version", event.schema_version);
  taker.found(named(taker.text_of("status"), account_status_from_number), event.status);
  take_state(members, taker, event);
  taker.moment("effective", event.effective);
  taker.moment("recorded", event.recorded);
  taker.text("actor", event.actor);
  taker.text("details", event.details);
  if (!members.is_null("text_hash")) taker.hash("text_hash", event.text_hash.emplace());
  taker.hash("hash", event.hash);
  if (members.has("epoch")) taker.id("epoch", published.epoch);
  if (!taker.complete()) return std::nullopt;
  return published;
}

std::optional<std::string> newer_event_in(std::string_view json) {
  const JsonMembers members(json);
  const auto type = members.text("type");
  const auto schema_version = members.number<std::int16_t>("schema_version");
  const auto journal = members.text("journal");
  const auto position = members.text("position");
  if (!type || !schema_version || !journal || !position || !members.has("hash")) return std::nullopt;
  const bool is_known = named(*type, event_type_from_number).has_value();
  if (is_known && *schema_version <= event_schema_version) return std::nullopt;
  return std::string("an event of type ")
      .append(*type)
      .append(", schema version ")
      .append(std::to_string(*schema_version))
      .append(", at position ")
      .append(*journal)
      .append(":")
      .append(*position);
}

}  // namespace ledger
