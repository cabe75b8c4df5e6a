// The documented bytes, against vectors that were computed by another program from the documentation.
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "ledger/domain/canonical.hpp"
#include "ledger/journal/chain.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

rapidjson::Document vectors() {
  std::ifstream file(LEDGER_SOURCE_DIR "/schemas/canonical-vectors.json");
  rapidjson::IStreamWrapper stream(file);
  rapidjson::Document document;
  document.ParseStream(stream);
  REQUIRE(document.IsArray());
  return document;
}

std::vector<std::uint8_t> from_hex(const std::string& hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t index = 0; index < hex.size(); index += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(index, 2), nullptr, 16)));
  }
  return bytes;
}

Hash hash_from_hex(const std::string& hex) {
  const auto bytes = from_hex(hex);
  Hash hash{};
  REQUIRE(bytes.size() == hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

Event event_from_json(const rapidjson::Value& json) {
  const auto number = [&json](const char* name) { return json[name].GetInt64(); };
  const auto small = [&json](const char* name) { return static_cast<std::int16_t>(json[name].GetInt()); };
  Event event;
  event.journal = JournalId(small("journal"));
  event.position = Position(number("position"));
  event.account = AccountId(number("account_id"));
  event.version = Version(number("version"));
  event.uid = parse_uid(json["transaction_uid"].GetString()).value();
  event.leg = Leg(small("leg"));
  event.type = event_type_from_number(small("type")).value();
  event.schema_version = small("schema_version");
  event.status = account_status_from_number(small("status")).value();
  event.currency = Currency::from_code(json["currency"].GetString()).value();
  event.amount = number("amount");
  event.balance = number("balance");
  event.held = number("held");
  event.limit = number("balance_limit");
  event.effective = moment_from_microseconds(number("effective_us"));
  event.recorded = moment_from_microseconds(number("recorded_us"));
  event.actor = json["actor"].GetString();
  event.details = json["details"].GetString();
  const std::string text_hash = json["text_hash"].GetString();
  if (!text_hash.empty()) event.text_hash = hash_from_hex(text_hash);
  return event;
}

}  // namespace

TEST_CASE("Canonical bytes and hashes are those of the documented vectors", "[canonical]") {
  const auto document = vectors();
  REQUIRE(document.Size() >= 4);
  Chain chain;
  for (const auto& vector : document.GetArray()) {
    INFO(vector["name"].GetString());
    const auto event = event_from_json(vector["event"]);
    std::vector<std::uint8_t> bytes;
    append_canonical_bytes(event, bytes);
    CHECK(bytes == from_hex(vector["canonical_bytes"].GetString()));
    CHECK(chain.link(hash_from_hex(vector["previous_hash"].GetString()), event) ==
          hash_from_hex(vector["hash"].GetString()));
  }
}

TEST_CASE("Every field of an event is covered by its hash", "[canonical]") {
  const auto document = vectors();
  const auto event = event_from_json(document[0]["event"]);
  const auto bytes_of = [](const Event& changed) {
    std::vector<std::uint8_t> bytes;
    append_canonical_bytes(changed, bytes);
    return bytes;
  };
  const auto original = bytes_of(event);
  const auto differs = [&](auto change) {
    auto changed = event;
    change(changed);
    return bytes_of(changed) != original;
  };
  CHECK(differs([](Event& e) { e.journal = JournalId(1); }));
  CHECK(differs([](Event& e) { e.position = Position(9); }));
  CHECK(differs([](Event& e) { e.account = AccountId(9); }));
  CHECK(differs([](Event& e) { e.version = Version(9); }));
  CHECK(differs([](Event& e) { e.uid.bytes[15] ^= 1; }));
  CHECK(differs([](Event& e) { e.leg = Leg(1); }));
  CHECK(differs([](Event& e) { e.type = EventType::deposited; }));
  CHECK(differs([](Event& e) { e.schema_version = 2; }));
  CHECK(differs([](Event& e) { e.status = AccountStatus::frozen; }));
  CHECK(differs([](Event& e) { e.currency = Currency::from_code("EUR").value(); }));
  CHECK(differs([](Event& e) { e.amount = 9; }));
  CHECK(differs([](Event& e) { e.balance = 9; }));
  CHECK(differs([](Event& e) { e.held = 9; }));
  CHECK(differs([](Event& e) { e.limit = 9; }));
  CHECK(differs([](Event& e) { e.effective += std::chrono::microseconds(1); }));
  CHECK(differs([](Event& e) { e.recorded += std::chrono::microseconds(1); }));
  CHECK(differs([](Event& e) { e.actor += "x"; }));
  CHECK(differs([](Event& e) { e.details += "x"; }));
  CHECK(differs([](Event& e) { e.text_hash.reset(); }));
}

}  // namespace ledger
