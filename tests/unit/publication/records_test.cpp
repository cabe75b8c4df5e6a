// The records beside the JSON of events: headers, balances and cursors.
#include <fstream>
#include <map>
#include <sstream>

#include "ledger/domain/account.hpp"
#include "ledger/publication/event_json.hpp"
#include "ledger/publication/hex.hpp"
#include "outbox/topics/cloud_event.hpp"
#include "outbox/topics/cursor.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/publication/event_samples.hpp"

namespace ledger::test {

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
  CHECK(std::string(document_of(text.str())["id"].GetString()) == schema_id);
}

TEST_CASE("A balance record says whether there is money to spend", "[event_json]") {
  auto event = event_of(EventType::withdrawn);
  std::string json;
  append_balance_json(event, first_epoch, json);
  CHECK(violation_of("balance", json) == "");
  CHECK(document_of(json)["funded"].GetBool());
  CHECK(std::string(document_of(json)["available"].GetString()) == "123456.73");
  event.held = event.balance;
  json.clear();
  append_balance_json(event, first_epoch, json);
  CHECK(violation_of("balance", json) == "");
  CHECK_FALSE(document_of(json)["funded"].GetBool());
}

}  // namespace ledger::test
