// ledger-outbox as an operator runs it.
#include <csignal>

#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

TEST_CASE("ledger-outbox publishes, stops in order, says why it cannot go on, and goes on when told to", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  const auto environment = relay_environment(settings);
  EventFactory factory(database.owner());
  const auto count = append_deposits(factory, database.service(), 3, 3);
  {
    Process relay(program_path("ledger-outbox"), {}, environment);
    HttpClient status(relay.line_after("listening on "));
    REQUIRE(eventually([&] { return status.get("/readyz").status == 200; }));
    CHECK(status.get("/livez").status == 200);
    REQUIRE(published_events(settings, count).size() == count);
    CHECK(eventually([&] {
      return status.get("/metrics").body.find("ledger_outbox_position{journal=\"0\"} 12") != std::string::npos;
    }));
    CHECK_THAT(status.get("/metrics").body, Contains("ledger_outbox_lag_events{journal=\"0\"} 0") &&
                                                Contains("ledger_outbox_events_total{journal=\"0\"} 12"));
    relay.send_signal(SIGTERM);
    CHECK(relay.wait(std::chrono::seconds(10)) == 0);
    CHECK(query_value(database.owner(), "select count(*) from relay_lease") == "0");
  }
  delete_topic(kafka_brokers(), settings.topics.cursors);
  Process relay(program_path("ledger-outbox"), {}, environment);
  HttpClient status(relay.line_after("listening on "));
  const auto command = "ledger-outbox resume --journal 0 --position 12";
  REQUIRE(eventually([&] { return status.get("/readyz").body.find(command) != std::string::npos; }));
  CHECK(status.get("/readyz").status == 503);
  CHECK(status.get("/livez").status == 200);
  CHECK_THAT(relay.log(), Contains(command));

  CHECK(run_outbox({"resume", "--journal", "0", "--position", "13"}, environment) == 1);
  CHECK(run_outbox({"resume", "--journal", "0", "--position", "12"}, environment) == 0);
  REQUIRE(eventually([&] { return status.get("/readyz").status == 200; }));

  const auto side = settings.topics.events + ".side";
  CHECK(run_outbox({"replay", "--topic", side, "--from-position", "2", "--to-position", "5"}, environment) == 0);
  CommittedTopic topic(kafka_brokers(), side, test_partitions);
  topic.read(4);
  CHECK(topic.read_rest().size() == 4);
  // As the options were called at first.
  CHECK(run_outbox({"replay", "--to", side, "--from", "5", "--to-position", "5"}, environment) == 0);
  CHECK(topic.read(5).size() == 5);
  CHECK(run_outbox({"replay", "--to-position", "5"}, environment) == 1);
}

}  // namespace ledger::test
