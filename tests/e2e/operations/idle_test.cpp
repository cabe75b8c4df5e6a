// A ledger that nothing is asked of leaves its database alone, and wakes up at once.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

/// The number of transactions that the database has ended so far. Sessions report theirs once a second.
std::int64_t transactions_of(const TestDatabase& database) {
  return std::stoll(
      query_value(database.owner(), "select xact_commit from pg_stat_database where datname = current_database()"));
}

/// Waits until at most so many transactions a second are ended; false if they do not become as few in time.
bool becomes_quiet(const TestDatabase& database, std::int64_t transactions_per_second_max) {
  constexpr std::int64_t window_seconds = 4;
  return eventually([&] {
    const auto before = transactions_of(database);
    std::this_thread::sleep_for(std::chrono::seconds(window_seconds));
    return transactions_of(database) - before <= window_seconds * transactions_per_second_max;
  });
}

}  // namespace

TEST_CASE("An idle ledger asks its database little, and goes on when its sessions were ended", "[e2e]") {
  const TestDatabase database;
  const TestTopics topics;
  const ApiServer api(database.service());
  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), topics, kafka_brokers());
  ApiClient client(api);
  const auto user = client.open();
  CommittedTopic events(kafka_brokers(), topics.events(), topics.partitions);
  REQUIRE(eventually([&] { return outbox.process().log().find("ready") != std::string::npos; }));
  REQUIRE(events.read(1).size() == 1);
  // Some watch the clock, the guard, the lag and due holds, once a second or a little more often.
  CHECK(becomes_quiet(database, 25));
  // Whoever finds an event that it was not told of looks often from then on.
  CHECK(client.deposit(user, "1.00").status() == 200);
  REQUIRE(events.read(2).size() == 2);
  CHECK(becomes_quiet(database, 25));

  const auto ended = query_value(database.owner(),
                                 "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                 " where datname = current_database()"
                                 " and application_name in ('ledger-outbox reader', 'ledger-projector')");
  CHECK(std::stoi(ended) >= 2);
  CHECK(client.deposit(user, "1.00").status() == 200);
  CHECK(events.read(3).size() == 3);
  CHECK(snapshots_catch_up(database.owner()));
}

}  // namespace ledger::test
