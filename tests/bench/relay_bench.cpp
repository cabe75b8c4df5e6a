// Measures how fast the relay catches up, compared with a plain idempotent producer of the same records.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "ledger/journal/event_reader.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/relay/journal_follower.hpp"
#include "outbox/relay/publisher.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/kafka/relay_harness.hpp"

namespace ledger::bench {
namespace {

using Clock = std::chrono::steady_clock;
using test::TestDatabase;

constexpr std::size_t accounts = 10'000;
constexpr std::size_t events_at_a_time = 50'000;
constexpr std::chrono::minutes patience{5};
/// Each way in turn, since the machine may be busy with something else for a while.
constexpr int rounds = 3;

/// Deposits and withdrawals in random order over many accounts.
void fill_journal(const TestDatabase& database, std::size_t events) {
  test::EventFactory factory(database.owner());
  std::mt19937 random(1);
  std::vector<AccountId> ids;
  for (std::size_t account = 0; account < std::min(accounts, events / 2); ++account) ids.push_back(factory.open());
  for (std::size_t made = ids.size(); made < events; ++made) {
    const auto id = ids[random() % ids.size()];
    const bool withdraw = random() % 2 == 0 && factory.account(id).available() > 0;
    factory.pay(id, withdraw ? -factory.account(id).available() / 2 - 1 : 1'000);
    if (made % events_at_a_time == 0) test::append_events(database.service(), factory.take());
  }
  test::append_events(database.service(), factory.take());
  test::query_value(database.owner(), "analyze event; select 1");
}

/// Every event and balance record that the relay would send, in memory.
std::vector<Batch> prepare(const RelaySettings& settings, std::size_t events) {
  EventReader reader(settings.database, "bench");
  JournalFollower follower(
      settings.database,
      {.journal = JournalId(0), .at = {.position = Position(0), .hash = reader.genesis_hash(JournalId(0))}},
      settings.batch.page_events_max, settings.batch.accounts_remembered_max);
  std::vector<Batch> batches(1);
  for (std::size_t prepared = 0; prepared < events;) {
    if (batches.back().size() >= settings.batch.events_max) batches.emplace_back();
    batches.back().chunks.push_back(follower.next(settings.batch.page_events_max));
    prepared += batches.back().chunks.back().size();
  }
  for (auto& batch : batches) announce_last_events(batch);
  return batches;
}

std::size_t records_in(const std::vector<Batch>& batches) {
  std::size_t records = 0;
  for (const auto& batch : batches) {
    for (const auto& chunk : batch.chunks) {
      for (std::size_t index = 0; index < chunk.size(); ++index) records += chunk.needs_balance_record(index) ? 2U : 1U;
    }
  }
  return records;
}

RelaySettings settings_for(const TestDatabase& database) {
  auto settings = test::relay_settings(database, test::kafka_brokers());
  const RelaySettings usual;
  settings.topics.partitions = usual.topics.partitions;
  settings.kafka_deadline = usual.kafka_deadline;
  return settings;
}

double run_producer(const TestDatabase& database, const std::vector<Batch>& batches) {
  const auto settings = settings_for(database);
  kafka::Admin admin(settings.cluster);
  for (const auto& name : {settings.topics.events, settings.topics.balances}) {
    admin.create_topic(
        {.name = name, .partitions = settings.topics.partitions, .replication_factor = 1, .settings = {}});
  }
  kafka::Producer producer({.cluster = settings.cluster,
                            .transactional_id = "",
                            .topics = {settings.topics.events, settings.topics.balances},
                            .message_bytes_max = 1'000'000,
                            .deadline = settings.kafka_deadline,
                            .stop = {}});
  Publisher publisher(settings.source);
  const auto begin = Clock::now();
  for (const auto& batch : batches) publisher.produce(producer, batch);
  producer.flush();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double run_relay(const TestDatabase& database, std::size_t events) {
  const auto settings = settings_for(database);
  test::query_value(database.owner(), "delete from relay_note; select 1");
  const test::RunningRelay relay(settings);
  if (!relay.becomes_ready()) throw std::runtime_error("the relay is not ready: " + *relay.why_not_ready());
  const auto begin = Clock::now();
  const auto connection = test::connect_for_test(database.owner());
  const auto published = [&] {
    pqxx::work transaction(*connection);
    const auto rows = transaction.exec("select position from relay_note");
    return !rows.empty() && rows[0][0].as<std::size_t>() >= events;
  };
  while (!published()) {
    if (Clock::now() - begin > patience) throw std::runtime_error("the relay does not catch up");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

void relay_benchmark(const Settings& settings) {
  const auto events = static_cast<std::size_t>(settings.events);
  const TestDatabase database;
  fill_journal(database, events);
  // The same records, headers, keys, partitions and compression from memory, without transactions: the best there is.
  const auto batches = prepare(settings_for(database), events);
  double relay_seconds = std::numeric_limits<double>::max();
  double producer_seconds = relay_seconds;
  for (int round = 0; round < rounds; ++round) {
    producer_seconds = std::min(producer_seconds, run_producer(database, batches));
    relay_seconds = std::min(relay_seconds, run_relay(database, events));
  }
  const auto thousands_per_second = [&](double seconds) { return static_cast<double>(events) / seconds / 1'000; };
  fmt::print("\nRelay catching up with {} events ({} records with balances), best of {} rounds\n", events,
             records_in(batches), rounds);
  fmt::print("  {:<44} {:>8.1f} k events/s\n", "plain idempotent producer, same records",
             thousands_per_second(producer_seconds));
  fmt::print("  {:<44} {:>8.1f} k events/s\n", "relay, transactions of up to 50,000 events",
             thousands_per_second(relay_seconds));
  fmt::print("  {:<44} {:>8.2f}\n", "ratio (aim 0.7)", producer_seconds / relay_seconds);
}

}  // namespace ledger::bench
