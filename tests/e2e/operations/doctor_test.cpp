// ledgerctl doctor: what an operator is told of a ledger that is well, and of everything that may be wrong with one.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/json.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/ledgerctl.hpp"
#include "tests/support/postgres/faked_clock.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Options after which no service is asked.
const std::vector<std::string> no_services{"--api-status-address",    "", "--projector-status-address", "",
                                           "--outbox-status-address", ""};

std::string address_in(Process& process) {
  const auto url = process.line_after("listening on ");
  return url.substr(std::string("http://").size());
}

Ran run_doctor(const DatabaseSettings& settings, std::vector<std::string> options = no_services) {
  options.insert(options.begin(), "doctor");
  return run_ledgerctl(settings, options);
}

/// Runs doctor on a database that was changed by the statement.
std::string told_after(const std::string& statement) {
  const TestDatabase database;
  execute_alone(database.owner(), statement);
  const auto ran = run_doctor(database.service());
  CHECK(ran.exit_code == 1);
  return ran.output;
}

}  // namespace

TEST_CASE("doctor finds nothing to mend in a ledger at work", "[ledgerctl][doctor]") {
  const TestDatabase database;
  const TestTopics topics;
  const ApiServer server(database.service());
  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), topics, kafka_brokers());
  ApiClient client(server);
  client.deposit(client.open(), "1");
  const std::vector<std::string> addresses{"--api-status-address",       server.status_address(),
                                           "--projector-status-address", address_in(projector.process()),
                                           "--outbox-status-address",    address_in(outbox.process())};
  Ran ran;
  const bool is_well = eventually([&] {
    ran = run_doctor(database.service(), addresses);
    return ran.exit_code == 0 && ran.output.find("relay of journal 0: has never") == std::string::npos;
  });
  INFO(ran.output);
  REQUIRE(is_well);
  for (const auto* subject :
       {"database", "clocks", "schema", "projector of journal 0", "relay of journal 0", "guard of journal 0",
        "due holds", "long transactions", "ledger-api", "ledger-projector", "ledger-outbox"}) {
    CHECK_THAT(ran.output, Contains(std::string("good     ") + subject + ": "));
  }
  CHECK_THAT(ran.output, Contains(" 0 to mend\n"));

  auto options = addresses;
  options.emplace_back("--json");
  const auto json = Json::parse(run_doctor(database.service(), options).output);
  CHECK(json["good"] == "true");
  CHECK(json.member("findings").at(0)["subject"] == "database");
  CHECK(json.member("findings").at(0)["grade"] == "good");
  CHECK(json.member("findings").at(0)["advice"] == "null");
}

TEST_CASE("doctor says what to do about a database that cannot be worked with", "[ledgerctl][doctor]") {
  DatabaseSettings away = TestDatabase().service();
  away.port = "1";
  const auto unreachable = run_doctor(away);
  CHECK(unreachable.exit_code == 1);
  CHECK_THAT(unreachable.output, Contains("problem  database: ") && Contains("→ start PostgreSQL"));
  const auto empty = TestDatabase::empty();
  CHECK_THAT(run_doctor(empty->owner()).output, Contains("problem  database: ") && Contains("`ledgerctl migrate`"));
}

TEST_CASE("doctor finds a server that may lose commits, and clocks that differ", "[ledgerctl][doctor]") {
  const FakedClockDatabase careless;
  careless.clock().set_ahead(std::chrono::seconds(10));
  // Such a server does not wait for the disk.
  CHECK_THAT(run_doctor(careless.service()).output, Contains("problem  durability: fsync is off") &&
                                                        Contains("problem  clocks: the database's clock is ") &&
                                                        Contains(" s ahead of this host's") && Contains("NTP"));
}

TEST_CASE("doctor says what to do about what stands in the database", "[ledgerctl][doctor]") {
  CHECK_THAT(told_after("update journal_guard set kafka_position = 9, common_position = 5"),
             Contains("problem  guard of journal 0: writers are stopped: Kafka has events up to position 9") &&
                 Contains("`ledger-outbox recover --journal 0`") &&
                 Contains("`ledger-outbox resume --journal 0 --position 5`"));
  CHECK_THAT(told_after("update journal_guard set database_identity = null"),
             Contains("problem  guard of journal 0: nobody has compared") && Contains("→ start ledger-outbox"));
  CHECK_THAT(told_after("select 1"), Contains("problem  projector of journal 0: nobody has the lease; 0 events wait") &&
                                         Contains("→ start ledger-projector"));
  CHECK_THAT(told_after("update snapshot_checkpoint set position = 99"),
             Contains("does not hold the event at position 99") && Contains("`ledgerctl rebuild`"));
  CHECK_THAT(told_after("alter table event disable trigger event_never_changes"),
             Contains("problem  schema: table event, trigger event_never_changes"));
}

TEST_CASE("doctor tells of holds that nobody ends, and of a follower that does not follow", "[ledgerctl][doctor]") {
  const TestDatabase database;
  {
    const ApiServer server(database.service());
    ApiClient client(server);
    const auto user = client.open();
    client.deposit(user, "5");
    REQUIRE(client.post("/v1/hold", hold_body(fresh_uid(), user, "1", 1)).status() == 200);
  }
  execute_alone(database.owner(), "update snapshot_checkpoint set holder = 'one:1:a', lease_until = now() + '1 hour'");
  Ran ran;
  const bool is_told = eventually([&] {
    ran = run_doctor(database.service());
    return ran.output.find("1 or more, the oldest for") != std::string::npos;
  });
  INFO(ran.output);
  CHECK(is_told);
  CHECK_THAT(ran.output, Contains("problem  projector of journal 0: one:1:a is 3 events behind, the oldest of 1"));
}

TEST_CASE("doctor asks the services that have an address", "[ledgerctl][doctor]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  const auto ran =
      run_doctor(database.service(), {"--api-status-address", server.status_address(), "--projector-status-address",
                                      "127.0.0.1:1", "--outbox-status-address", ""});
  CHECK(ran.exit_code == 1);
  CHECK_THAT(ran.output, Contains("good     ledger-api: is ready") && Contains("problem  ledger-projector: ") &&
                             Contains("--projector-status-address") && !Contains("ledger-outbox: "));
  // A service that says why it is not ready: nobody has migrated its database.
  const auto empty = TestDatabase::empty();
  RunningProjector waiting(empty->owner());
  const auto address = address_in(waiting.process());
  CHECK_THAT(run_doctor(database.service(), {"--api-status-address", "", "--projector-status-address", address,
                                             "--outbox-status-address", ""})
                 .output,
             Contains("problem  ledger-projector: is not ready: ") && Contains("migrate"));
}

TEST_CASE("doctor does not ask a service whose address is given empty, whatever the environment says",
          "[ledgerctl][doctor]") {
  const TestDatabase database;
  auto options = no_services;
  options.insert(options.begin(), "doctor");
  const auto ran = run_ledgerctl(database.service(), options,
                                 {{"LEDGER_METRICS_ADDRESS", "127.0.0.1:1"},
                                  {"LEDGER_PROJECTOR_STATUS_ADDRESS", "127.0.0.1:1"},
                                  {"LEDGER_OUTBOX_STATUS_ADDRESS", "127.0.0.1:1"}});
  CHECK_THAT(ran.output, Contains("database: ") && !Contains("127.0.0.1:1/"));
}

}  // namespace ledger::test
