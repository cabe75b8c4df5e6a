#include "tests/unit/publication/event_samples.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <sstream>

#include "ledger/domain/account.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/publication/event_json.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

/// The schema's own text.
rapidjson::Document schema_file(std::string_view name) {
  std::ifstream file(std::string(LEDGER_SOURCE_DIR) + "/schemas/events/" + std::string(name) + ".json");
  std::stringstream text;
  text << file.rdbuf();
  return document_of(text.str());
}

std::string text_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

/// Details as an event of this type has them.
std::string details_for(EventType type) {
  switch (type) {
    case EventType::transfer_sent:
    case EventType::transfer_received:
      return details_of_counterparty(AccountId(9'007'199'254'740'993));
    case EventType::hold_placed:
      return details_of(HoldTerms{.service_id = "ads \"7\"", .expires = parse_moment("2023-01-30T12:45:00Z").value()});
    case EventType::limit_changed:
      return details_of_limit_change(-1'050);
    case EventType::reversal_debited:
    case EventType::reversal_credited:
      return details_of(LegReference{parse_uid("0190a5f0-7c1e-7b2a-9d00-000000000001").value(), Leg(1)});
    default:
      return "";
  }
}

}  // namespace

rapidjson::Document document_of(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

rapidjson::SchemaDocument schema_of(std::string_view name) { return rapidjson::SchemaDocument(schema_file(name)); }

std::vector<std::string> examples_of(std::string_view name) {
  std::vector<std::string> examples;
  const auto schema = schema_file(name);
  for (const auto& example : schema["examples"].GetArray()) examples.push_back(text_of(example));
  return examples;
}

std::vector<EventType> all_types() {
  std::vector<EventType> types;
  for (std::int16_t number = 1; number <= event_type_number_max; ++number) {
    types.push_back(event_type_from_number(number).value());
  }
  return types;
}

std::string violation_of(std::string_view schema_name, const std::string& json) {
  const auto schema = schema_of(schema_name);
  rapidjson::SchemaValidator validator(schema);
  if (document_of(json).Accept(validator)) return "";
  rapidjson::StringBuffer place;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(place);
  return std::string(place.GetString()) + " violates " + validator.GetInvalidSchemaKeyword();
}

Event event_of(EventType type) {
  Event event;
  event.journal = JournalId(0);
  event.position = Position(9'007'199'254'740'993);
  event.account = AccountId(7);
  event.version = Version(type == EventType::account_opened ? 1 : 3);
  event.uid = parse_uid("0190a5f0-7c1e-7b2a-9d00-00000000002a").value();
  event.type = type;
  event.currency = Currency::from_code("USD").value();
  event.amount = 1'050;
  event.balance = 12'345'678;
  event.held = 5;
  event.effective = parse_moment("2022-05-05T00:00:00.000001Z").value();
  event.recorded = parse_moment("2023-01-30T12:30:00Z").value();
  event.actor = "service-\"7\"\n\xC3\xA9";
  event.details = details_for(type);
  event.hash.fill(0xAB);
  return event;
}

std::vector<Event> all_kinds_of_events() {
  std::vector<Event> events;
  for (const auto type : all_types()) {
    auto event = event_of(type);
    events.push_back(event);
    event.limit = 20'000'000;
    event.text_hash.emplace().fill(0x0F);
    event.status = AccountStatus::frozen;
    event.currency = Currency::from_code("JPY").value();
    events.push_back(event);
  }
  return events;
}

std::string json_of(Event event, const Event* before) {
  if (!tells_change(event)) {
    event.found_change =
        before != nullptr ? change_between(before, event) : StateChange{.balance = -1'050, .held = -1'200};
  }
  std::string json;
  append_event_json(event, first_epoch, json);
  return json;
}

std::string without_derived_members(const std::string& json) {
  auto document = document_of(json);
  for (const auto& name : derived_members) document.RemoveMember(name.c_str());
  return text_of(document);
}

}  // namespace ledger::test
