// Events for Kafka conform to schemas/events.
#include <algorithm>
#include <map>
#include <utility>

#include "ledger/domain/account.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/publication/event_from_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/publication/event_samples.hpp"

namespace ledger::test {

TEST_CASE("Every event's JSON follows its schema", "[event_json]") {
  for (const auto& event : all_kinds_of_events()) {
    INFO(json_of(event));
    CHECK(violation_of(name_of(event.type), json_of(event)) == "");
    CHECK(violation_of(name_of(event.type), without_derived_members(json_of(event))) == "");
  }
}

TEST_CASE("The schemas refuse what is not an event of their type", "[event_json]") {
  for (const auto type : all_types()) {
    const auto json = json_of(event_of(type));
    CHECK(violation_of(name_of(type == EventType::deposited ? EventType::withdrawn : EventType::deposited), json) !=
          "");
    const auto document = document_of(json);
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
  CHECK(document_of(json_of(event_of(EventType::transfer_sent)))["to_account_id"].GetInt64() == 9'007'199'254'740'993);
  CHECK(document_of(json_of(event_of(EventType::transfer_received)))["from_account_id"].GetInt64() ==
        9'007'199'254'740'993);
  const auto hold = document_of(json_of(event_of(EventType::hold_placed)));
  CHECK(std::string(hold["service_id"].GetString()) == "ads \"7\"");
  CHECK(std::string(hold["expires_at"].GetString()) == "2023-01-30T12:45:00.000000Z");
  const auto reversal = document_of(json_of(event_of(EventType::reversal_debited)));
  CHECK(std::string(reversal["reverses"].GetString()) == "0190a5f0-7c1e-7b2a-9d00-000000000001");
  CHECK(reversal["reverses_leg"].GetInt() == 1);
  auto change = event_of(EventType::limit_changed);
  CHECK(std::string(document_of(json_of(change))["limit_difference"].GetString()) == "-10.50");
  change.details.clear();
  CHECK(document_of(json_of(change))["limit_difference"].IsNull());
  CHECK(violation_of("limit_changed", json_of(change)) == "");
}

}  // namespace ledger::test
