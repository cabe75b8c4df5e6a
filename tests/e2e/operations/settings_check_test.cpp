// --check: an operator asks whether a program could work with its settings.
#include <string>
#include <vector>

#include "outbox/kafka/admin.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/test_database.hpp"
#include "tests/support/temporary_file.hpp"

namespace ledger::test {
namespace {

struct Verdict {
  int exit_code = 0;
  std::string text;
};

Verdict check(const std::string& program, Process::Environment environment) {
  environment.emplace("LEDGER_AUTH", "off");
  Process process(program_path(program), {"--check"}, environment);
  Verdict verdict;
  while (const auto line = process.next_line()) verdict.text += *line + "\n";
  verdict.exit_code = process.wait();
  return verdict;
}

/// Returns the database's address as platforms hand it out.
std::string url_of(const DatabaseSettings& settings) {
  return "postgresql://" + settings.user + ":" + settings.password + "@" + settings.host + ":" + settings.port + "/" +
         settings.name + "?application_name=vasya";
}

}  // namespace

TEST_CASE("A program says that its settings and servers are good", "[check]") {
  const TestDatabase database;
  const TestTopics topics;
  for (const auto* program : {"ledger-api", "ledger-projector", "ledger-outbox"}) {
    INFO(program);
    const auto verdict = check(program, outbox_environment(database.service(), topics, kafka_brokers()));
    CHECK_THAT(verdict.text, Contains("PostgreSQL: good\n"));
    CHECK(verdict.exit_code == 0);
  }
  CHECK_THAT(check("ledger-api", database_environment(database.service())).text, Contains("settings: good\n"));
  CHECK_THAT(check("ledger-outbox", outbox_environment(database.service(), topics, kafka_brokers())).text,
             Contains("Kafka: good"));
}

TEST_CASE("A database may be named by one URL, also one in a file", "[check]") {
  const TestDatabase database;
  const TemporaryFile file(url_of(database.service()) + "\n");
  CHECK(check("ledger-projector", {{"DATABASE_URL", url_of(database.service())}}).exit_code == 0);
  CHECK(check("ledger-projector", {{"DATABASE_URL_FILE", file.path()}}).exit_code == 0);
  const auto wrong = check("ledger-projector", {{"DATABASE_URL", url_of(database.service())}, {"DB_PORT", "1"}});
  CHECK_THAT(wrong.text, Contains("PostgreSQL: ") && Contains("port 1 failed"));
  CHECK(wrong.exit_code == 1);
}

TEST_CASE("A program says what is wrong with its settings and servers", "[check]") {
  const TestDatabase database;
  SECTION("a database without a ledger") {
    const auto empty = TestDatabase::empty();
    auto settings = database.service();
    settings.name = empty->name();
    const auto verdict = check("ledger-api", database_environment(settings));
    CHECK_THAT(verdict.text, Contains("settings: good\nPostgreSQL: the database has no ledger yet: run `ledgerctl"));
    CHECK(verdict.exit_code == 1);
  }
  SECTION("a role that owns the events") {
    const auto verdict = check("ledger-projector", database_environment(database.owner()));
    CHECK_THAT(verdict.text, Contains("PostgreSQL: good; role ") && Contains("may change events"));
    CHECK(verdict.exit_code == 0);
  }
  SECTION("a file that is none") {
    auto environment = database_environment(database.service());
    environment.emplace("LEDGER_TLS_CERTIFICATE_FILE", "/etc/hostname");
    environment.emplace("LEDGER_TLS_KEY_FILE", "/etc/hostname");
    const auto verdict = check("ledger-api", environment);
    CHECK_THAT(verdict.text, Contains("/etc/hostname") && Contains("PostgreSQL: good"));
    CHECK(verdict.exit_code == 1);
  }
  SECTION("a topic that somebody else has made") {
    const TestTopics topics;
    kafka::Admin admin({.brokers = kafka_brokers(), .properties = {}});
    admin.create_topic({.name = topics.events(),
                        .partitions = 3,
                        .replication_factor = 1,
                        .settings = {{"cleanup.policy", "compact"}, {"retention.ms", "-1"}}});
    const auto verdict = check("ledger-outbox", outbox_environment(database.service(), topics, kafka_brokers()));
    CHECK_THAT(verdict.text, Contains("Kafka: ") && Contains("cleanup.policy=compact") && Contains("set it to delete"));
    CHECK(verdict.exit_code == 1);
  }
  SECTION("a broker that is away") {
    const auto verdict = check("ledger-outbox", outbox_environment(database.service(), TestTopics(), "127.0.0.1:1"));
    CHECK_THAT(verdict.text, Contains("PostgreSQL: good\nKafka: ") && !Contains("Kafka: good"));
    CHECK(verdict.exit_code == 1);
  }
}

}  // namespace ledger::test
