#include "tests/support/event_from_json.hpp"

#include <rapidjson/document.h>

#include <stdexcept>
#include <string>

#include "ledger/publication/hex.hpp"

namespace ledger::test {
namespace {

class Fields {
 public:
  explicit Fields(std::string_view json) {
    document_.Parse(json.data(), json.size());
    if (document_.HasParseError() || !document_.IsObject()) throw std::runtime_error("not a JSON object");
  }

  [[nodiscard]] std::int64_t number(const char* name) const { return member(name).GetInt64(); }
  [[nodiscard]] std::string text(const char* name) const {
    const auto& value = member(name);
    return {value.GetString(), value.GetStringLength()};
  }
  [[nodiscard]] bool is_null(const char* name) const { return member(name).IsNull(); }
  [[nodiscard]] MinorUnits amount(const char* name, const Currency& currency) const {
    return std::get<MinorUnits>(to_minor_units(std::get<Decimal>(parse_decimal(text(name))), currency));
  }

 private:
  [[nodiscard]] const rapidjson::Value& member(const char* name) const {
    const auto found = document_.FindMember(name);
    if (found == document_.MemberEnd()) throw std::runtime_error(std::string("no field ") + name);
    return found->value;
  }

  rapidjson::Document document_;
};

EventType type_named(const std::string& name) {
  for (std::int16_t number = 1; event_type_from_number(number); ++number) {
    if (name_of(*event_type_from_number(number)) == name) return *event_type_from_number(number);
  }
  throw std::runtime_error("unknown type " + name);
}

AccountStatus status_named(const std::string& name) {
  for (std::int16_t number = 1; account_status_from_number(number); ++number) {
    if (name_of(*account_status_from_number(number)) == name) return *account_status_from_number(number);
  }
  throw std::runtime_error("unknown status " + name);
}

}  // namespace

Event event_from_json(std::string_view json) {
  const Fields fields(json);
  Event event;
  event.journal = JournalId(static_cast<std::int16_t>(fields.number("journal")));
  event.position = Position(fields.number("position"));
  event.account = AccountId(fields.number("account_id"));
  event.version = Version(fields.number("version"));
  event.uid = parse_uid(fields.text("uid")).value();
  event.leg = Leg(static_cast<std::int16_t>(fields.number("leg")));
  event.type = type_named(fields.text("type"));
  event.schema_version = static_cast<std::int16_t>(fields.number("schema_version"));
  event.status = status_named(fields.text("status"));
  event.currency = Currency::from_code(fields.text("currency")).value();
  event.amount = fields.amount("amount", event.currency);
  event.balance = fields.amount("balance", event.currency);
  event.held = fields.amount("held", event.currency);
  event.limit = fields.is_null("limit") ? no_limit : fields.amount("limit", event.currency);
  event.effective = parse_moment(fields.text("effective")).value();
  event.recorded = parse_moment(fields.text("recorded")).value();
  event.actor = fields.text("actor");
  event.details = fields.text("details");
  if (!fields.is_null("text_hash")) event.text_hash = hash_from_hex(fields.text("text_hash")).value();
  event.hash = hash_from_hex(fields.text("hash")).value();
  return event;
}

}  // namespace ledger::test
