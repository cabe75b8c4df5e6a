// A relay of a test's own: own database, own topics, own transactional.id.
#pragma once

#include <prometheus/registry.h>

#include <map>
#include <thread>

#include "outbox/relay/relay.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

constexpr int test_partitions = 3;

/// Settings with names that no other test uses, and short times.
RelaySettings relay_settings(const TestDatabase& database, const std::string& brokers);

/// The same settings as the program ledger-outbox reads them, with a status address of its own.
std::map<std::string, std::string> relay_environment(const RelaySettings& settings);

/// A database with events, and settings of a relay for it.
struct RelayLedger {
  /// Begins with `accounts` accounts with `deposits` deposits each.
  RelayLedger(int accounts, int deposits, const std::string& brokers = kafka_brokers())
      : settings(relay_settings(database, brokers)), factory(database.owner()) {
    add(accounts, deposits);
  }
  /// Adds as many new ones.
  void add(int accounts, int deposits);
  /// Waits until the topic has `count` events. Returns false if it has not in time.
  [[nodiscard]] bool is_published() const;
  /// Returns the fault that fault_in() then finds in the topic.
  [[nodiscard]] std::string fault() const;

  TestDatabase database;
  RelaySettings settings;
  EventFactory factory;
  /// The number of events so far.
  std::size_t count = 0;
};

/// A relay of one journal in a thread, stopped in order at the end.
class RunningRelay {
 public:
  explicit RunningRelay(const RelaySettings& settings, JournalId journal = JournalId(0), Tracer tracer = {})
      : tracer_(std::move(tracer)),
        relay_(settings, journal, metrics_, tracer_),
        thread_([this](const std::stop_token& stop) { relay_.run(stop); }) {}

  [[nodiscard]] std::optional<std::string> why_not_ready() const { return relay_.why_not_ready(); }
  /// Returns how many Kafka transactions it has committed.
  [[nodiscard]] std::uint64_t transactions() const;
  /// Waits until it publishes or stands by.
  bool becomes_ready() const;
  /// Waits until it says why it is not ready, and gives the reason; empty if it does not in time. What it says while
  /// it starts does not count.
  std::string reason_to_stop() const;

 private:
  prometheus::Registry metrics_;
  const Tracer tracer_;
  Relay relay_;
  std::jthread thread_;
};

/// Opens `accounts` accounts with `deposits` deposits each, interleaved; how many events that are.
std::size_t append_deposits(EventFactory& factory, const DatabaseSettings& settings, int accounts, int deposits);

/// hash(0) of journal 0.
Hash genesis_of(const TestDatabase& database);

/// Returns the fault that fault_in() finds in the relay's topic once it holds `count` events.
std::string fault_in_topic(const RelaySettings& settings, const TestDatabase& database, std::size_t count);

/// The committed events of the relay's topic, once there are `count`, sorted by position.
std::vector<Event> published_events(const RelaySettings& settings, std::size_t count);

/// Empty if the events are those of the journal from 1 on: each once, chained, versions in order per account, in each
/// partition too; else what is wrong.
std::string fault_in(const std::vector<ConsumedRecord>& records, const Hash& genesis, std::size_t count);

}  // namespace ledger::test
