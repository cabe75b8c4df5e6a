#include "ledger/postgres/database_settings.hpp"

#include <sstream>
#include <stdexcept>
#include <vector>

#include "ledger/process/command_line.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

/// Returns what libpq is told, for these arguments.
std::string connection_of(std::vector<const char*> arguments) {
  DatabaseSettings settings;
  const CommandLine line("a test");
  add_database_options(line, settings);
  arguments.insert(arguments.begin(), "program");
  std::ostringstream output;
  std::ostringstream errors;
  if (line.read(static_cast<int>(arguments.size()), arguments.data(), output, errors)) return errors.str();
  return connection_string(settings, "a test", std::chrono::seconds(5));
}

}  // namespace

TEST_CASE("A database may be given as one URL", "[database-settings]") {
  const auto settings = settings_from_url("postgres://vasya:p%40ss@db.example:5433/ledger?sslmode=verify-full");
  CHECK(settings.host == "db.example");
  CHECK(settings.port == "5433");
  CHECK(settings.name == "ledger");
  CHECK(settings.user == "vasya");
  CHECK(settings.password == "p@ss");
  CHECK(settings.parameters == std::vector<std::pair<std::string, std::string>>{{"sslmode", "verify-full"}});
  CHECK(settings_from_url("postgresql:///ledger").host.empty());
}

TEST_CASE("What is no URL of a database is refused without telling its password", "[database-settings]") {
  for (const char* wrong : {"", "host=db password=hunter2", "mysql://vasya:hunter2@db", "postgres://vasya:hunter2@[db",
                            "postgres://vasya:hunter2@db/ledger?no_such_parameter=1"}) {
    INFO(wrong);
    CHECK_THROWS_AS(settings_from_url(wrong), std::invalid_argument);
    CHECK_THAT(connection_of({"--database-url", wrong}), !Contains("hunter2"));
  }
}

TEST_CASE("What is given by itself wins over the URL, wherever it stands", "[database-settings]") {
  const auto told = connection_of({"--db-password", "own", "--database-url",
                                   "postgres://vasya:hunter2@db/ledger?application_name=theirs&sslmode=require"});
  CHECK_THAT(told, Contains("host='db' dbname='ledger' user='vasya' password='own' ") && Contains("sslmode='require'"));
  // The last one counts.
  CHECK(told.rfind("application_name='a test'") > told.rfind("application_name='theirs'"));
}

TEST_CASE("A replica has what its address leaves out from the database", "[database-settings][replica]") {
  const auto database = settings_from_url(
      "postgres://vasya:own@a:5433,b:5433/ledger?hostaddr=10.0.0.1,10.0.0.2&target_session_attrs=read-write"
      "&sslmode=verify-full&sslrootcert=ca.crt");
  const auto told = [&](const ReplicaAddress& address) {
    return connection_string(address.settings_beside(database).value(), "a test", std::chrono::seconds(5));
  };
  // A replica takes no writes, and is elsewhere.
  const auto by_host = told({.url = {}, .host = "c", .port = {}});
  CHECK_THAT(by_host, StartsWith("host='c' port='5433' dbname='ledger' user='vasya' password='own' "));
  CHECK_THAT(by_host, Contains("sslmode='verify-full' sslrootcert='ca.crt' target_session_attrs='any' "));
  CHECK_THAT(by_host, !Contains("hostaddr") && !Contains("read-write"));
  // A parameter of its own changes that one alone; the last one of a name counts.
  const auto by_url = told({.url = settings_from_url("postgres://c/?sslrootcert=other.crt"), .host = {}, .port = {}});
  CHECK_THAT(by_url, StartsWith("host='c' port='5432' ") && Contains("sslmode='verify-full'"));
  CHECK(by_url.find("sslrootcert='other.crt'") > by_url.find("sslrootcert='ca.crt'"));
  const auto standby =
      told({.url = settings_from_url("postgres://c,d/?target_session_attrs=standby"), .host = {}, .port = {}});
  CHECK(standby.find("target_session_attrs='standby'") > standby.find("target_session_attrs='any'"));
}

TEST_CASE("A replica's port is the database's where its hosts have one in common", "[database-settings][replica]") {
  const auto port_beside = [](const std::string& ports) {
    const DatabaseSettings database{.host = "a,b", .port = ports, .name = {}, .user = {}, .password = {}};
    return ReplicaAddress{.url = {}, .host = "c", .port = {}}.settings_beside(database).value().port;
  };
  CHECK(port_beside("6432") == "6432");
  CHECK(port_beside("6432,6432") == "6432");
  CHECK(port_beside("5432,5433") == "5432");
  CHECK(port_beside("").empty());
}

}  // namespace ledger
