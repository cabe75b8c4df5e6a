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

}  // namespace ledger
