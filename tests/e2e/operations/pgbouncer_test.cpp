// The programs behind a real PgBouncer: one that keeps a server session for each client serves them, any other is
// refused in one sentence.
#include <csignal>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/pgbouncer.hpp"

namespace ledger::test {
namespace {

constexpr const char* remedy = "set pool_mode = session";

bool says_remedy(const Process& process) {
  return eventually([&] { return process.log().find(remedy) != std::string::npos; });
}

}  // namespace

TEST_CASE("All programs work behind a PgBouncer that keeps sessions", "[e2e]") {
  const TestDatabase database;
  const TestTopics topics;
  // Nothing is cleaned between clients, so that each finds what another one left.
  const PgBouncer pooler(database.service(), "session", "server_reset_query =\n");
  const ApiServer api(pooler.settings());
  RunningProjector projector(pooler.settings());
  RunningOutbox outbox(pooler.settings(), topics, kafka_brokers());

  ApiClient client(api);
  const auto user = client.open();
  CHECK(client.deposit(user, "100.00").status() == 200);
  CHECK(client.withdraw(user, "100.01").status() == 402);
  CHECK(client.balance(user) == "100.00");
  CHECK(snapshots_catch_up(database.owner()));
  CHECK(client.balance(user, "?date=2022-05-05") == "0.00");
  CommittedTopic events(kafka_brokers(), topics.events(), topics.partitions);
  CHECK(events.read(2).size() == 2);
  CHECK(query_value(database.owner(),
                    "select count(*) > 0 from pg_stat_activity where datname = current_database()"
                    " and application_name = 'ledger-writer'") == "t");
}

TEST_CASE("Each program refuses a PgBouncer that shares sessions, and names the remedy", "[e2e]") {
  const TestDatabase database;
  const std::string pool_mode = GENERATE("transaction", "statement");
  const std::string order = GENERATE("server_round_robin = 0\n", "server_round_robin = 1\n");
  INFO(pool_mode << " " << order);
  const PgBouncer pooler(database.service(), pool_mode, order);
  auto api_environment = database_environment(pooler.settings());
  api_environment.emplace("LEDGER_AUTH", "off");
  Process api(program_path("ledger-api"),
              {"--http-address", "127.0.0.1:0", "--grpc-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0"},
              api_environment);
  RunningProjector projector(pooler.settings());
  RunningOutbox outbox(pooler.settings(), TestTopics{}, kafka_brokers());
  Process verify(program_path("ledgerctl"), {"verify"}, database_environment(pooler.settings()));
  CHECK(verify.wait() != 0);
  CHECK(says_remedy(verify));
  CHECK(says_remedy(projector.process()));
  CHECK(says_remedy(outbox.process()));
  CHECK(says_remedy(api));
}

}  // namespace ledger::test
