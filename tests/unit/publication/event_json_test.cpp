// The members of an event for Kafka.
#include "ledger/publication/event_json.hpp"

#include <map>
#include <utility>

#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/publication/event_from_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/publication/event_samples.hpp"

namespace ledger::test {

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
    const auto event = document_of(json_of(event_of(type)));
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
  const auto document = document_of(json_of(event_of(EventType::deposited)));
  CHECK(std::string(document["amount"].GetString()) == "10.50");
  CHECK(std::string(document["balance"].GetString()) == "123456.78");
  CHECK(std::string(document["effective"].GetString()) == "2022-05-05T00:00:00.000001Z");
  CHECK(document["limit"].IsNull());
  CHECK(document["text_hash"].IsNull());
  CHECK(document["position"].GetInt64() == 9'007'199'254'740'993);
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

}  // namespace ledger::test
