// The broker's log cleaner runs over what the relay and others have aborted.
#include <rapidjson/document.h>

#include <algorithm>

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/producer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/raw_topic.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::test {
namespace {

const std::string aborted = "aborted";

/// Topics whose segments are closed at once and cleaned as soon as there is anything to clean.
void make_topics_to_clean(const RelaySettings& settings) {
  kafka::Admin admin(settings.cluster);
  const std::map<std::string, std::string> cleaned{{"cleanup.policy", "compact"},
                                                   {"segment.ms", "50"},
                                                   {"min.cleanable.dirty.ratio", "0.0001"},
                                                   {"delete.retention.ms", "0"},
                                                   {"min.compaction.lag.ms", "0"}};
  admin.create_topic({.name = settings.topics.cursors, .partitions = 1, .replication_factor = 1, .settings = cleaned});
  admin.create_topic(
      {.name = settings.topics.balances, .partitions = test_partitions, .replication_factor = 1, .settings = cleaned});
}

/// Takes the relay's transactional.id away, writes to all of its topics, and aborts. False if the relay was quicker to
/// take it back.
bool try_to_write_and_abort(const RelaySettings& settings) try {
  kafka::Producer producer({.cluster = settings.cluster,
                            .transactional_id = transactional_id(settings, JournalId(0)),
                            .topics = {settings.topics.events, settings.topics.balances, settings.topics.cursors},
                            .stop = {}});
  producer.init_transactions();
  producer.begin();
  for (const auto topic : {events_topic, balances_topic, cursors_topic}) {
    for (int partition = 0; partition < (topic == cursors_topic ? 1 : test_partitions); ++partition) {
      producer.produce({.topic = topic, .partition = partition, .key = "0", .value = aborted, .headers = {}});
    }
  }
  producer.flush();
  producer.abort();
  return true;
} catch (const kafka::Failure&) {
  return false;
}

bool write_and_abort(const RelaySettings& settings) {
  return eventually([&] { return try_to_write_and_abort(settings); });
}

/// Returns the number of aborted records that are still there.
std::int64_t aborted_records(const RelaySettings& settings, const std::string& topic, int partitions) {
  const auto records = raw_records(settings.cluster.brokers, topic, partitions);
  return std::count_if(records.begin(), records.end(), [](const RawRecord& record) { return record.value == aborted; });
}

/// Returns the version of each account that a new consumer of the balances ends with. There are records of `accounts`
/// accounts.
std::map<std::int64_t, std::int64_t> versions_on_topic(const RelaySettings& settings, std::size_t accounts) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.balances, test_partitions);
  topic.read(accounts);
  std::map<std::int64_t, std::int64_t> versions;
  for (const auto& record : topic.read_rest()) {
    rapidjson::Document document;
    document.Parse(record.value.data(), record.value.size());
    REQUIRE_FALSE(document.HasParseError());
    versions[document["account_id"].GetInt64()] = document["version"].GetInt64();
  }
  return versions;
}

}  // namespace

TEST_CASE("A cleaner that runs over aborted records takes no event, balance or cursor with it", "[relay]") {
  const OwnBroker broker("log.cleaner.backoff.ms=50\nlog.cleaner.min.cleanable.ratio=0.0001\n");
  RelayLedger ledger(3, 3, broker.address());
  make_topics_to_clean(ledger.settings);
  for (int round = 0; round < 2; ++round) {
    INFO(round);
    {
      const RunningRelay relay(ledger.settings);
      REQUIRE(ledger.is_published());
      for (int intruder = 0; intruder < 3; ++intruder) {
        REQUIRE(write_and_abort(ledger.settings));
        ledger.add(1, 2);
        REQUIRE(ledger.is_published());
      }
      // Records that follow close the segments with the aborted ones.
      REQUIRE(eventually([&] {
        ledger.add(3, 1);
        return ledger.is_published() && aborted_records(ledger.settings, ledger.settings.topics.cursors, 1) == 0 &&
               aborted_records(ledger.settings, ledger.settings.topics.balances, test_partitions) == 0;
      }));
      CHECK(relay.becomes_ready());
    }
    // Left behind for the next relay, which finds it at the very end of the topics.
    REQUIRE(write_and_abort(ledger.settings));
  }
  {
    const RunningRelay relay(ledger.settings);
    CHECK(relay.becomes_ready());
    CHECK(ledger.fault() == "");
  }
  std::map<std::int64_t, std::int64_t> expected;
  for (const auto& event : published_events(ledger.settings, ledger.count)) {
    auto& version = expected[event.account.value];
    version = std::max(version, event.version.value);
  }
  CHECK((versions_on_topic(ledger.settings, expected.size()) == expected));
}

}  // namespace ledger::test
