// One deposit's whole way, through the real programs: socket, journal, snapshots, Kafka.
#include <csignal>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

/// Returns the records of the topic as `type:version:balance`, once it has `count` of them.
std::vector<std::string> summaries_of(CommittedTopic& topic, std::size_t count) {
  std::vector<std::string> summaries;
  for (const auto& record : topic.read(count)) {
    const auto json = Json::parse(record.value);
    summaries.push_back(json["type"] + ":" + json["version"] + ":" + json["balance"]);
  }
  return summaries;
}

}  // namespace

TEST_CASE("A deposit travels from the socket to snapshots and Kafka, also across restarts", "[e2e]") {
  const TestDatabase database;
  const TestTopics topics;
  auto api = std::make_unique<ApiServer>(database.service());
  RunningProjector projector(database.service());
  auto outbox = std::make_unique<RunningOutbox>(database.service(), topics, kafka_brokers());

  auto client = std::make_unique<ApiClient>(*api);
  const auto user = client->open();
  CHECK(client->deposit(user, "100.00").status() == 200);
  CHECK(client->withdraw(user, "30.00").status() == 200);
  CHECK(client->withdraw(user, "70.01").status() == 402);
  CHECK(client->balance(user) == "70.00");
  CHECK(snapshots_catch_up(database.owner()));
  CHECK(client->balance(user, "?date=2022-05-05") == "0.00");

  REQUIRE(eventually([&] { return outbox->process().log().find("ready") != std::string::npos; }));
  CommittedTopic events(kafka_brokers(), topics.events(), topics.partitions);
  CHECK(summaries_of(events, 3) ==
        std::vector<std::string>{"account_opened:1:0.00", "deposited:2:100.00", "withdrawn:3:70.00"});

  // Each stops in order when asked to, and the next ones go on where they were.
  outbox->process().send_signal(SIGTERM);
  CHECK(outbox->process().wait() == 0);
  api->process().send_signal(SIGTERM);
  CHECK(api->process().wait() == 0);
  projector.process().send_signal(SIGTERM);
  CHECK(projector.process().wait() == 0);

  api = std::make_unique<ApiServer>(database.service());
  client = std::make_unique<ApiClient>(*api);
  CHECK(client->deposit(user, "5.00").status() == 200);
  CHECK(client->balance(user) == "75.00");  // also while no projector runs
  outbox = std::make_unique<RunningOutbox>(database.service(), topics, kafka_brokers());
  CHECK(summaries_of(events, 4).back() == "deposited:4:75.00");
  CHECK(events.read_rest().size() == 4);
}

}  // namespace ledger::test
