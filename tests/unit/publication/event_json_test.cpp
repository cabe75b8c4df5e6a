// Events for Kafka conform to schemas/events.
#include "ledger/publication/event_json.hpp"
#include "ledger/publication/event_from_json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "ledger/domain/account.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/publication/hex.hpp"
#include "outbox/topics/cloud_event.hpp"
#include "outbox/topics/cursor.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

rapidjson::Document parse(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

/// The schema's own text.
rapidjson::Document schema_file(std::string_view name) {
  std::ifstream file(std::string(LEDGER_SOURCE_DIR) + "/schemas/events/" + std::string(name) + ".json");
  std::stringstream text;
  text << file.rdbuf();
  return parse(text.str());
}

rapidjson::SchemaDocument schema_of(std::string_view name) { return rapidjson::SchemaDocument(schema_file(name)); }

std::string text_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

/// The examples of a schema, which follow it.
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

/// Members that follow from the others; records of older programs lack them.
const std::vector<std::string> derived_members = {"change", "held_change"};

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

/// Empty if the JSON follows the schema, else what is violated.
std::string violation_of(std::string_view schema_name, const std::string& json) {
  const auto schema = schema_of(schema_name);
  rapidjson::SchemaValidator validator(schema);
  if (parse(json).Accept(validator)) return "";
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

/// A capture by itself does not tell its change: this one took its 10.50 of a hold of 12.00, where `before` is not
/// given.
std::string json_of(Event event, const Event* before = nullptr) {
  if (!tells_change(event)) {
    event.found_change =
        before != nullptr ? change_between(before, event) : StateChange{.balance = -1'050, .held = -1'200};
  }
  std::string json;
  append_event_json(event, first_epoch, json);
  return json;
}

/// The same record as an older program wrote it.
std::string without_derived_members(const std::string& json) {
  auto document = parse(json);
  for (const auto& name : derived_members) document.RemoveMember(name.c_str());
  return text_of(document);
}

}  // namespace

TEST_CASE("Every event's JSON follows its schema", "[event_json]") {
  for (const auto& event : all_kinds_of_events()) {
    INFO(json_of(event));
    CHECK(violation_of(name_of(event.type), json_of(event)) == "");
    CHECK(violation_of(name_of(event.type), without_derived_members(json_of(event))) == "");
  }
}

TEST_CASE("An event's JSON tells what it added to balance and held, whatever its type", "[event_json]") {
  using Changes = std::pair<std::string, std::string>;
  const Changes none{"0.00", "0.00"};
  const Changes more{"10.50", "0.00"};
  const Changes less{"-10.50", "0.00"};
  const std::map<EventType, Changes> changes = {{EventType::account_opened, none},
                                                {EventType::deposited, more},
                                                {EventType::withdrawn, less},
                                                {EventType::transfer_sent, less},
                                                {EventType::transfer_received, more},
                                                {EventType::hold_placed, {"0.00", "10.50"}},
                                                {EventType::hold_captured, {"-10.50", "-12.00"}},
                                                {EventType::hold_released, {"0.00", "-10.50"}},
                                                {EventType::hold_expired, {"0.00", "-10.50"}},
                                                {EventType::limit_changed, none},
                                                {EventType::account_frozen, none},
                                                {EventType::account_unfrozen, none},
                                                {EventType::account_closed, none},
                                                {EventType::reversal_debited, less},
                                                {EventType::reversal_credited, more},
                                                {EventType::identity_erased, none}};
  for (const auto type : all_types()) {
    INFO(name_of(type));
    const auto event = parse(json_of(event_of(type)));
    CHECK(Changes{event["change"].GetString(), event["held_change"].GetString()} == changes.at(type));
  }
}

TEST_CASE("An event that does not tell its change is not published before somebody has looked", "[event_json]") {
  std::string json;
  CHECK_THROWS_AS(append_event_json(event_of(EventType::hold_captured), first_epoch, json), InvariantViolation);
  auto newer = event_of(EventType::deposited);
  newer.schema_version = event_schema_version + 1;
  CHECK_THROWS_AS(append_event_json(newer, first_epoch, json), InvariantViolation);
}

TEST_CASE("The schemas refuse what is not an event of their type", "[event_json]") {
  for (const auto type : all_types()) {
    const auto json = json_of(event_of(type));
    CHECK(violation_of(name_of(type == EventType::deposited ? EventType::withdrawn : EventType::deposited), json) !=
          "");
    const auto document = parse(json);
    const auto schema = schema_of(name_of(type));
    for (const auto& member : document.GetObject()) {
      if (std::count(derived_members.begin(), derived_members.end(), member.name.GetString()) > 0) continue;
      rapidjson::Document without;
      without.CopyFrom(document, without.GetAllocator());
      without.RemoveMember(member.name);
      rapidjson::SchemaValidator validator(schema);
      INFO(name_of(type) << " without " << member.name.GetString());
      CHECK_FALSE(without.Accept(validator));
    }
  }
}

TEST_CASE("The schemas' examples are a chain of events, one of each type, just as the program writes them",
          "[event_json]") {
  std::map<std::int64_t, std::pair<Event, std::string>> by_position;
  for (const auto type : all_types()) {
    for (const auto& example : examples_of(name_of(type))) {
      CHECK(violation_of(name_of(type), example) == "");
      const auto event = parse_event_json(example).value().event;
      by_position.emplace(event.position.value, std::pair(event, example));
    }
  }
  CHECK(by_position.size() == all_types().size());
  Chain chain;
  Hash previous{};
  std::map<AccountId, const Event*> last;
  for (const auto& [position, of_position] : by_position) {
    const auto& [event, example] = of_position;
    INFO(example);
    CHECK(json_of(event, std::exchange(last[event.account], &event)) == example);
    CHECK(chain.link(previous, event) == event.hash);
    previous = event.hash;
  }
  for (const auto& example : examples_of("balance")) CHECK(violation_of("balance", example) == "");
  for (const auto& example : examples_of("cursor")) CHECK(violation_of("cursor", example) == "");
}

TEST_CASE("What only a type has is a member of its own", "[event_json]") {
  CHECK(parse(json_of(event_of(EventType::transfer_sent)))["to_account_id"].GetInt64() == 9'007'199'254'740'993);
  CHECK(parse(json_of(event_of(EventType::transfer_received)))["from_account_id"].GetInt64() == 9'007'199'254'740'993);
  const auto hold = parse(json_of(event_of(EventType::hold_placed)));
  CHECK(std::string(hold["service_id"].GetString()) == "ads \"7\"");
  CHECK(std::string(hold["expires_at"].GetString()) == "2023-01-30T12:45:00.000000Z");
  const auto reversal = parse(json_of(event_of(EventType::reversal_debited)));
  CHECK(std::string(reversal["reverses"].GetString()) == "0190a5f0-7c1e-7b2a-9d00-000000000001");
  CHECK(reversal["reverses_leg"].GetInt() == 1);
  auto change = event_of(EventType::limit_changed);
  CHECK(std::string(parse(json_of(change))["limit_difference"].GetString()) == "-10.50");
  change.details.clear();
  CHECK(parse(json_of(change))["limit_difference"].IsNull());
  CHECK(violation_of("limit_changed", json_of(change)) == "");
}

TEST_CASE("An event whose details are not its type's is refused, not published without them", "[event_json]") {
  auto event = event_of(EventType::transfer_sent);
  event.details = "counterparty=somebody";
  CHECK_THROWS_AS(json_of(event), InvariantViolation);
}

TEST_CASE("An event's JSON holds every hashed field and the hash: the chain can be computed from it", "[event_json]") {
  Chain chain;
  Hash previous{};
  for (auto event : all_kinds_of_events()) {
    event.hash = chain.link(previous, event);
    const auto read = parse_event_json(json_of(event)).value().event;
    CHECK(read == event);
    CHECK(parse_event_json(without_derived_members(json_of(event))).value().event == event);
    CHECK(chain.link(previous, read) == event.hash);
    previous = event.hash;
  }
}

TEST_CASE("An event of a newer program is distinguished from what is no event", "[event_json][upgrade]") {
  const std::string place = R"("journal":0,"position":17,"hash":"00")";
  CHECK(newer_event_in(R"({"type":"bonus_credited","schema_version":1,)" + place + "}") ==
        "an event of type bonus_credited, schema version 1, at position 0:17");
  CHECK(newer_event_in(R"({"type":"deposited","schema_version":2,)" + place + "}") ==
        "an event of type deposited, schema version 2, at position 0:17");
  CHECK_FALSE(newer_event_in(R"({"type":"deposited","schema_version":1,)" + place + "}"));
  CHECK_FALSE(newer_event_in(R"({"type":"bonus_credited"})"));
  CHECK_FALSE(newer_event_in(R"({"type":"journal_rewound","journal":0,"position":17})"));
  CHECK_FALSE(newer_event_in("no JSON"));
}

TEST_CASE("Amounts are decimal strings in the currency's units, and no limit is null", "[event_json]") {
  const auto document = parse(json_of(event_of(EventType::deposited)));
  CHECK(std::string(document["amount"].GetString()) == "10.50");
  CHECK(std::string(document["balance"].GetString()) == "123456.78");
  CHECK(std::string(document["effective"].GetString()) == "2022-05-05T00:00:00.000001Z");
  CHECK(document["limit"].IsNull());
  CHECK(document["text_hash"].IsNull());
  CHECK(document["position"].GetInt64() == 9'007'199'254'740'993);
}

TEST_CASE("A balance record says whether there is money to spend", "[event_json]") {
  auto event = event_of(EventType::withdrawn);
  std::string json;
  append_balance_json(event, first_epoch, json);
  CHECK(violation_of("balance", json) == "");
  CHECK(parse(json)["funded"].GetBool());
  CHECK(std::string(parse(json)["available"].GetString()) == "123456.73");
  event.held = event.balance;
  json.clear();
  append_balance_json(event, first_epoch, json);
  CHECK(violation_of("balance", json) == "");
  CHECK_FALSE(parse(json)["funded"].GetBool());
}

TEST_CASE("The largest event that the database accepts has less than 16 KiB as JSON", "[event_json]") {
  auto event = event_of(EventType::deposited);
  event.actor.assign(128, '\x01');
  event.details.assign(2'048, '\x01');
  CHECK(json_of(event).size() < std::size_t{16} * 1024);
  // Its text stands there twice, but has no control characters but the line's end.
  auto hold = event_of(EventType::hold_placed);
  hold.actor.assign(128, '\x01');
  hold.details = details_of(HoldTerms{.service_id = std::string(2'000, '"'), .expires = hold.recorded});
  CHECK(json_of(hold).size() < std::size_t{16} * 1024);
}

TEST_CASE("A cursor is read as it was written, and nothing else is one", "[event_json]") {
  Cursor cursor{.journal = JournalId(3), .at = {.position = Position(9'223'372'036'854'775'807)}};
  cursor.at.hash.fill(0x5A);
  CHECK(parse_cursor(to_json(cursor)) == cursor);
  CHECK(violation_of("cursor", to_json(cursor)) == "");
  cursor.epochs = Epochs({{.epoch = Epoch(2), .last_valid = Position(9), .hash = cursor.at.hash},
                          {.epoch = Epoch(3), .last_valid = Position(0), .hash = {}}});
  cursor.accounts_end = AccountId(7);
  cursor.restated_to = AccountId(0);
  cursor.restate_all = true;
  cursor.left_gap = true;
  CHECK(parse_cursor(to_json(cursor)) == cursor);
  CHECK(violation_of("cursor", to_json(cursor)) == "");
  for (const auto* other :
       {"", "{}", "null", "[0]", R"({"journal":0,"position":1})", R"({"journal":0,"position":1,"hash":"ab"})",
        R"({"journal":-1,"position":1,"hash":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"})",
        R"({"journal":0,"position":1.5,"hash":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"})"}) {
    INFO(other);
    CHECK_FALSE(parse_cursor(other));
  }
}

TEST_CASE("Headers are CloudEvents in binary mode, with the token that the REST API answers", "[event_json]") {
  const auto event = event_of(EventType::deposited);
  CloudEvent described("/ledger");
  described.describe_event(event, first_epoch);
  std::map<std::string, std::string> headers;
  for (const auto& header : described.headers()) headers.emplace(header.name, header.value);
  CHECK(described.key() == "7");
  CHECK(headers == std::map<std::string, std::string>{{"ce_specversion", "1.0"},
                                                      {"ce_id", "0190a5f0-7c1e-7b2a-9d00-00000000002a:0"},
                                                      {"ce_source", "/ledger"},
                                                      {"ce_type", "ledger.event.deposited.v1"},
                                                      {"ce_time", "2023-01-30T12:30:00.000000Z"},
                                                      {"ce_dataschema", "urn:ledger:schemas:events:deposited:1"},
                                                      {"content-type", "application/json"},
                                                      {"ledger_journal", "0"},
                                                      {"ledger_position", "0:9007199254740993"},
                                                      {"ledger_version", "3"}});
  described.describe_event(event, Epoch(2));
  std::map<std::string, std::string> later;
  for (const auto& header : described.headers()) later.emplace(header.name, header.value);
  CHECK(later["ce_id"] == "0190a5f0-7c1e-7b2a-9d00-00000000002a:0:e2");
  CHECK(later["ledger_position"] == "0:9007199254740993:2");
  CHECK(later["ledger_epoch"] == "2");
  described.describe_balance(event, Epoch(2));
  CHECK(described.headers()[1].value == "0190a5f0-7c1e-7b2a-9d00-00000000002a:0:balance:e2");
  const auto schema_id = "urn:ledger:schemas:events:deposited:1";
  std::ifstream file(std::string(LEDGER_SOURCE_DIR) + "/schemas/events/deposited.json");
  std::stringstream text;
  text << file.rdbuf();
  CHECK(std::string(parse(text.str())["id"].GetString()) == schema_id);
}

}  // namespace ledger::test
