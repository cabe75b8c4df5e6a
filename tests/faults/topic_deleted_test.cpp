// The events topic is deleted between the last acknowledgement of a batch and the end of its Kafka transaction.
#include "outbox/kafka/admin.hpp"
#include "outbox/recovery/resume.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/commit_holding_proxy.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/topic_fold.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

const std::string way_on = "ledger-outbox resume --journal 0 --position 0";

/// Creates the topic again, as an operator or a program that creates missing topics would.
void make_anew(const std::string& brokers, const std::string& topic) {
  kafka::Admin admin({.brokers = brokers, .properties = {}});
  // A topic is still there for a moment after it was deleted, and stays as it is.
  REQUIRE(eventually([&] { return !admin.find_topic(topic); }));
  REQUIRE(eventually([&] {
    admin.create_topic({.name = topic,
                        .partitions = test_partitions,
                        .replication_factor = 1,
                        .settings = {{"retention.ms", "-1"}, {"cleanup.policy", "delete"}}});
    return admin.find_topic(topic).has_value();
  }));
}

enum class Before { nothing, some_events };
enum class After { missing, empty };

struct Situation {
  const char* name;
  Before before;
  After after;
};

constexpr Situation situations[] = {
    {"the first batch, topic gone", Before::nothing, After::missing},
    {"the first batch, topic made anew", Before::nothing, After::empty},
    {"a later batch, topic gone", Before::some_events, After::missing},
    {"a later batch, topic made anew", Before::some_events, After::empty},
};

/// A ledger whose relay has published what the situation says, and has a batch whose end is held back.
class HeldBatch {
 public:
  HeldBatch(BrokerBehindProxy& broker, const Situation& situation)
      : broker_(broker), situation_(situation), ledger_(3, 2, broker.address()) {}

  RelayLedger& ledger() { return ledger_; }
  [[nodiscard]] const RelaySettings& settings() const { return ledger_.settings; }

  /// Before a relay is started.
  void prepare() {
    if (situation_.before == Before::nothing) broker_.proxy().hold();
  }
  /// Once it runs: the topic is deleted while the end of a batch is held.
  void delete_topic_within_batch() {
    if (situation_.before == Before::some_events) {
      REQUIRE(ledger_.is_published());
      broker_.proxy().hold();
      ledger_.add(2, 1);
    }
    REQUIRE(eventually([this] { return broker_.proxy().has_one(); }));
    const auto& topic = ledger_.settings.topics.events;
    delete_topic(broker_.direct_address(), topic);
    if (situation_.after == After::empty) make_anew(broker_.direct_address(), topic);
  }
  /// Once the relay has died: until then a second one stands by, and is ready.
  void await_lease() const {
    const auto free = "select count(*) = 0 from relay_lease where expires_at > clock_timestamp()";
    REQUIRE(eventually([&] { return query_value(ledger_.database.owner(), free) == "t"; }));
  }
  /// Resumes as the relay has said, after which all must be there once.
  void go_on(const RunningRelay& relay) {
    resume(ledger_.settings, {.journal = JournalId(0), .position = Position(0), .leave_gap = {}});
    CHECK(relay.becomes_ready());
    ledger_.add(1, 1);
    CHECK(ledger_.fault() == "");
    CHECK(eventually([&] { return fault_of_consumer(ledger_.settings, ledger_.database.owner()).empty(); }));
  }

 private:
  BrokerBehindProxy& broker_;
  Situation situation_;
  RelayLedger ledger_;
};

/// Returns true if the relay stops with a remedy before it has been ready.
bool stops_before_it_is_ready(const RunningRelay& relay) {
  bool was_ready = false;
  const bool stopped = eventually([&] {
    const auto why = relay.why_not_ready();
    was_ready = was_ready || !why;
    return was_ready || why->find(way_on) != std::string::npos;
  });
  return stopped && !was_ready;
}

}  // namespace

TEST_CASE("A relay notices that the events topic was deleted before its transaction ended", "[relay]") {
  BrokerBehindProxy broker;
  for (const auto& situation : situations) {
    INFO(situation.name);
    HeldBatch batch(broker, situation);
    batch.prepare();
    const RunningRelay relay(batch.settings());
    batch.delete_topic_within_batch();
    REQUIRE(broker.proxy().release());
    // Nothing more is to be published: it has to look by itself.
    if (situation.before == Before::nothing) {
      CHECK(stops_before_it_is_ready(relay));
    } else {
      CHECK_THAT(relay.reason_to_stop(), Contains(way_on));
    }
    batch.go_on(relay);
  }
}

TEST_CASE("A relay that was killed right after the events topic was deleted leaves no gap", "[relay]") {
  BrokerBehindProxy broker;
  for (const auto& situation : situations) {
    INFO(situation.name);
    HeldBatch batch(broker, situation);
    batch.prepare();
    Process killed(program_path("ledger-outbox"), {}, relay_environment(batch.settings()));
    batch.delete_topic_within_batch();
    killed.kill();
    REQUIRE(broker.proxy().release());
    batch.await_lease();
    const RunningRelay relay(batch.settings());
    CHECK(stops_before_it_is_ready(relay));
    batch.go_on(relay);
  }
}

TEST_CASE("The end of a transaction that lands on a topic made anew does not hide what was lost", "[relay]") {
  BrokerBehindProxy broker;
  RelayLedger ledger(1, 0, broker.address());
  broker.proxy().hold();
  const RunningRelay relay(ledger.settings);
  REQUIRE(eventually([&] { return broker.proxy().has_one(); }));
  const auto& topic = ledger.settings.topics.events;
  delete_topic(broker.direct_address(), topic);
  make_anew(broker.direct_address(), topic);
  REQUIRE(broker.proxy().release());
  // The one partition that had a record ends behind the transaction's end now, where it had ended behind the record.
  CHECK(stops_before_it_is_ready(relay));
  resume(ledger.settings, {.journal = JournalId(0), .position = Position(0), .leave_gap = {}});
  CHECK(relay.becomes_ready());
  CHECK(ledger.fault() == "");
}

}  // namespace ledger::test
