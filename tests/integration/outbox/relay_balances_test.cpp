// ledger.balances.v1: for every deposit, when `funded` changes, and for an account's last event in a transaction.
#include <rapidjson/document.h>

#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {
namespace {

/// The versions of each account that the records speak of, and whether `funded` was said.
std::map<std::int64_t, std::map<std::int64_t, bool>> needs_balance_record(const std::vector<ConsumedRecord>& records) {
  std::map<std::int64_t, std::map<std::int64_t, bool>> result;
  for (const auto& record : records) {
    rapidjson::Document document;
    document.Parse(record.value.data(), record.value.size());
    REQUIRE(record.key == std::to_string(document["account_id"].GetInt64()));
    result[document["account_id"].GetInt64()][document["version"].GetInt64()] = document["funded"].GetBool();
  }
  return result;
}

}  // namespace

TEST_CASE("Balances are announced for deposits, when funds come and go, and at the end", "[relay]") {
  const TestDatabase database;
  auto settings = relay_settings(database, kafka_brokers());
  EventFactory factory(database.owner());
  const auto rich = factory.open();   // version 1
  const auto spent = factory.open();  // version 1
  for (const auto id : {rich, spent}) {
    factory.pay(id, 100);  // 2: deposit
    factory.pay(id, -30);  // 3: still funded
    factory.pay(id, -20);  // 4: still funded
  }
  factory.pay(spent, -50);  // 5: funded no more
  factory.pay(spent, 70);   // 6: deposit
  factory.pay(spent, -70);  // 7: funded no more, and the last
  append_events(database.service(), factory.take());
  {
    const RunningRelay relay(settings);
    REQUIRE(relay.becomes_ready());
    CommittedTopic topic(settings.cluster.brokers, settings.topics.balances, test_partitions);
    topic.read(6);
    const auto records = needs_balance_record(topic.read_rest());
    CHECK(records.at(rich.value) == std::map<std::int64_t, bool>{{2, true}, {4, true}});
    CHECK(records.at(spent.value) == std::map<std::int64_t, bool>{{2, true}, {5, false}, {6, true}, {7, false}});
  }

  // A relay with an empty memory has to look the state before up in the journal.
  factory.pay(rich, -50);  // 5: funded no more
  factory.pay(rich, 10);   // 6: deposit
  factory.pay(rich, -1);   // 7: still funded
  factory.pay(rich, -1);   // 8: the last
  append_events(database.service(), factory.take());
  const RunningRelay relay(settings);
  CommittedTopic topic(settings.cluster.brokers, settings.topics.balances, test_partitions);
  topic.read(9);
  const auto records = needs_balance_record(topic.read_rest());
  CHECK(records.at(rich.value) == std::map<std::int64_t, bool>{{2, true}, {4, true}, {5, false}, {6, true}, {8, true}});
}

}  // namespace ledger::test
