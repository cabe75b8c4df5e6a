// Programs on a database that is older than they are, or that has no ledger yet.
#include "ledger/ctl/migrate.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string migration_problem = "503 migration_wanted";

std::size_t count_lines(const std::string& log) {
  return static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
}

std::size_t lines_with(const std::string& log, const std::string& part) {
  std::size_t count = 0;
  for (auto at = log.find(part); at != std::string::npos; at = log.find(part, at + 1)) ++count;
  return count;
}

/// The services' login, which is there once a database has been migrated.
DatabaseSettings service_of(const TestDatabase& database) {
  static const TestDatabase migrated;
  return database.service();
}

/// Checks that the server is ready for reads and for writes, and accepts a deposit.
void check_at_work(ApiClient& client) {
  CHECK(eventually([&] { return client.get("/readyz").response.body == R"({"status":"ok"})"; }));
  CHECK(client.get("/readyz?for=writes").status() == 200);
  const auto user = client.open();
  CHECK(client.deposit(user, "1").status() == 200);
  CHECK(client.balance(user) == "1.00");
}

}  // namespace

TEST_CASE("On a database without a ledger the API says what it wants, once, and goes on when it is there",
          "[api][migrate]") {
  const auto database = TestDatabase::empty();
  ApiServer server(service_of(*database), {}, ApiServer::Start::listening);
  ApiClient client(server);
  CHECK(eventually([&] { return client.get("/readyz").problem() == migration_problem; }));
  CHECK_THAT(client.get("/readyz")["detail"], Contains("no ledger yet: run `ledgerctl migrate`"));
  CHECK(client.get("/readyz?for=writes").problem() == migration_problem);
  CHECK(client.get("/livez").status() == 200);
  CHECK(client.get("/health").status() == 200);
  for (int round = 0; round < 20; ++round) {
    const auto refused = client.deposit("1", "1");
    CHECK(refused.problem() == migration_problem);
    CHECK(refused.response.field("Retry-After") == "10");
    CHECK(client.get("/v1/user/1").problem() == migration_problem);
    CHECK(client.get("/v1/users").problem() == migration_problem);
  }
  // It has looked again.
  const auto latest_look = [&] {
    return query_value(database->owner(),
                       "select max(query_start) from pg_stat_activity where datname = current_database()"
                       " and application_name = 'ledger-api schema'");
  };
  const auto look = latest_look();
  REQUIRE(eventually([&] { return latest_look() > look; }));
  const auto next_look = latest_look();
  REQUIRE(eventually([&] { return latest_look() > next_look; }));
  const auto log = server.process().log();
  INFO(log);
  CHECK(lines_with(log, "run `ledgerctl migrate`") == 1);
  CHECK(lines_with(log, "does not exist") < 5);
  migrate(database->owner());
  check_at_work(client);
}

TEST_CASE("On an older database the API says which migration is missing", "[api][migrate]") {
  const auto database = TestDatabase::empty();
  const auto& all = migrations();
  migrate(database->owner(), {.all = std::span(all).first(3)});
  // As a later migration will have it.
  query_value(database->owner(), "grant select on schema_migration to ledger_service");
  ApiServer server(service_of(*database), {}, ApiServer::Start::listening);
  ApiClient client(server);
  CHECK(eventually([&] { return client.get("/readyz").problem() == migration_problem; }));
  CHECK_THAT(client.get("/readyz")["detail"], Contains("lacks migration " + std::string(all[3].name)));
  CHECK_THAT(server.process().log(), Contains("lacks migration " + std::string(all[3].name)));
  migrate(database->owner());
  check_at_work(client);
}

TEST_CASE("On a newer database the API works", "[api][migrate]") {
  const TestDatabase database;
  query_value(database.owner(),
              "insert into schema_migration (name, digest) values ('999_of_the_future', md5('')) returning 1");
  const ApiServer server(database.service());
  ApiClient client(server);
  check_at_work(client);
}

TEST_CASE("Projector and relay say what they want of a database, once, and go on when it is there",
          "[projector][relay][migrate]") {
  const auto database = TestDatabase::empty();
  const auto service = service_of(*database);
  RunningProjector projector(service);
  const TestTopics topics;
  RunningOutbox outbox(service, topics, kafka_brokers());
  ScrapedMetrics of_projector(projector.process().line_after("listening on "));
  ScrapedMetrics of_outbox(outbox.process().line_after("listening on "));
  for (auto* status : {&of_projector, &of_outbox}) {
    CHECK(eventually([&] { return status->why_not_ready().find("run `ledgerctl migrate`") != std::string::npos; }));
  }
  for (auto* process : {&projector.process(), &outbox.process()}) {
    INFO(process->log());
    CHECK(lines_with(process->log(), "run `ledgerctl migrate`") == 1);
    CHECK(count_lines(process->log()) < 10);
  }
  migrate(database->owner());
  for (auto* status : {&of_projector, &of_outbox}) {
    CHECK(eventually([&] { return status->why_not_ready().empty(); }));
  }
}

}  // namespace ledger::test
