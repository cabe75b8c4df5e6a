// A relay that is idle for so long that the broker forgets its transactional.id, or the sequence of its records.
#include <algorithm>
#include <csignal>

#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/raw_topic.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

/// The setting of OwnBroker in deploy/kafka/server.properties.in.
constexpr int transaction_partitions = 4;

/// Returns true if the broker has forgotten the transactional.id: its last record about it, in an internal topic, is a
/// tombstone.
bool is_forgotten(const RelayLedger& ledger) {
  bool forgotten = false;
  const auto id = transactional_id(ledger.settings, JournalId(0));
  for (const auto& record :
       raw_records(ledger.settings.cluster.brokers, "__transaction_state", transaction_partitions)) {
    if (record.key.find(id) != std::string::npos) forgotten = !record.value;
  }
  return forgotten;
}

/// Shorter ones would not last from one request of a transaction to the next.
constexpr std::chrono::milliseconds producer_expiration{300};

}  // namespace

TEST_CASE("A transactional.id that the broker has forgotten while the relay was idle is taken anew", "[relay]") {
  const OwnBroker broker(
      "transactional.id.expiration.ms=500\n"
      "transaction.remove.expired.transaction.cleanup.interval.ms=100\n"
      "producer.id.expiration.ms=300\n"
      "producer.id.expiration.check.interval.ms=100\n");
  RelayLedger ledger(3, 3, broker.address());
  const RunningRelay relay(ledger.settings);
  REQUIRE(ledger.is_published());
  for (int round = 0; round < 3; ++round) {
    INFO(round);
    REQUIRE(eventually([&] { return is_forgotten(ledger); }));
    ledger.add(3, 3);
    REQUIRE(ledger.is_published());
    CHECK(relay.becomes_ready());
  }
  CHECK(ledger.fault() == "");
}

TEST_CASE("A zombie is fenced though the broker has forgotten that it was", "[relay]") {
  const OwnBroker broker(
      "transactional.id.expiration.ms=500\n"
      "transaction.remove.expired.transaction.cleanup.interval.ms=100\n");
  RelayLedger ledger(3, 3, broker.address());
  const auto environment = relay_environment(ledger.settings);
  Process zombie(program_path("ledger-outbox"), {}, environment);
  REQUIRE(ledger.is_published());
  zombie.freeze();
  {
    // It takes the transactional.id over, goes on, and ends in order: lease and transactional.id are free.
    ledger.add(3, 3);
    const RunningRelay next(ledger.settings);
    REQUIRE(ledger.is_published());
  }
  REQUIRE(eventually([&] { return is_forgotten(ledger); }));
  ledger.add(3, 3);
  zombie.thaw();
  CHECK(ledger.is_published());
  CHECK(ledger.fault() == "");
}

TEST_CASE("A producer's sequence that the broker has forgotten while the relay was idle is no matter", "[relay]") {
  const OwnBroker broker(
      "producer.id.expiration.ms=300\n"
      "producer.id.expiration.check.interval.ms=50\n");
  RelayLedger ledger(3, 3, broker.address());
  const RunningRelay relay(ledger.settings);
  for (int round = 0; round < 5; ++round) {
    INFO(round);
    REQUIRE(ledger.is_published());
    // The broker does not report that it has forgotten; only time can be waited for.
    std::this_thread::sleep_for(2 * producer_expiration);
    ledger.add(1, 2);
  }
  CHECK(ledger.fault() == "");
}

}  // namespace ledger::test
