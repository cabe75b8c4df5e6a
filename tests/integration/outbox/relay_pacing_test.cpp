// Counts the Kafka transactions that the relay needs for events that come while it works.
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {

TEST_CASE("Events that come one after the other under load share Kafka transactions", "[relay]") {
  RelayLedger ledger(1, 1);
  // The shortest transaction that a broker can do then makes for hundreds of milliseconds.
  ledger.settings.pacing = {.transaction_share_percent_max = 1, .gathering_max = std::chrono::seconds(1)};
  const RunningRelay relay(ledger.settings);
  REQUIRE(ledger.is_published());
  const auto before = relay.transactions();
  constexpr std::size_t events = 500;
  {
    WriterHarness writer(ledger.database.service());
    const auto account = writer.open();
    for (std::size_t event = 1; event < events; ++event) writer.apply(deposit(account, "1"));
  }
  ledger.count += events;
  CHECK(ledger.fault() == "");
  const auto transactions = relay.transactions() - before;
  CHECK(transactions * 10 <= events);
}

TEST_CASE("Events that come alone are published at once, however long others would gather", "[relay]") {
  RelayLedger ledger(1, 1);
  ledger.settings.pacing = {.transaction_share_percent_max = 1, .gathering_max = std::chrono::hours(1)};
  const RunningRelay relay(ledger.settings);
  REQUIRE(relay.becomes_ready());
  CommittedTopic topic(ledger.settings.cluster.brokers, ledger.settings.topics.events, test_partitions);
  REQUIRE(topic.read(ledger.count).size() == ledger.count);
  const auto account = ledger.factory.open();
  const auto before = relay.transactions();
  constexpr std::size_t events = 100;
  // With a pause of 99 times a transaction's length after each, they would take longer.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (std::size_t event = 0; event < events && std::chrono::steady_clock::now() < end; ++event) {
    if (event > 0) ledger.factory.pay(account, 1);
    append_events(ledger.database.service(), ledger.factory.take());
    ++ledger.count;
    REQUIRE(topic.read(ledger.count).size() == ledger.count);
  }
  CHECK(eventually([&] { return relay.transactions() - before == events; }));
}

}  // namespace ledger::test
