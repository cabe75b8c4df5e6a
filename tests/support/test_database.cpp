#include "tests/support/test_database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>

#include "ledger/common/database.hpp"
#include "ledger/ctl/migrate.hpp"
#include "tests/support/environment.hpp"

namespace ledger::test {
namespace {

// A login role in the services' group, with a password no one needs on a private server.
constexpr const char* service_login = "ledger_test_service";
constexpr const char* create_login_sql =
    "do $$ begin create role ledger_test_service login password 'test' in role ledger_service;"
    " exception when duplicate_object or unique_violation then null; end $$";

/// The private server's address, with another database.
DatabaseSettings superuser_settings(const std::string& database) {
  char* error = nullptr;
  PQconninfoOption* const options = PQconninfoParse(postgres_connection_string().c_str(), &error);
  if (options == nullptr) {
    const std::string message = error == nullptr ? "out of memory" : error;
    PQfreemem(error);
    throw std::runtime_error("LEDGER_TEST_PG: " + message);
  }
  DatabaseSettings settings;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string key = option->keyword;
    if (key == "host") settings.host = option->val;
    if (key == "port") settings.port = option->val;
    if (key == "user") settings.user = option->val;
    if (key == "password") settings.password = option->val;
  }
  PQconninfoFree(options);
  settings.name = database;
  return settings;
}

void administer(const std::string& sql) {
  const auto connection = connect_for_test(superuser_settings("postgres"));
  pqxx::nontransaction session(*connection);
  session.exec(sql);
}

/// Made once a process; each test's database is a copy of its files, which is quicker than migrating again.
const std::string& template_database() {
  static const std::string name = [] {
    auto made = unique_name("ledger_template");
    administer("create database " + made);
    migrate(superuser_settings(made));
    administer(create_login_sql);
    return made;
  }();
  static const struct DropAtExit {
    ~DropAtExit() {
      try {
        administer("drop database if exists " + name + " with (force)");
      } catch (const std::exception&) {  // the server may be gone already; its data goes with it
        static_cast<void>(0);
      }
    }
  } drop_at_exit;
  return name;
}

}  // namespace

std::unique_ptr<pqxx::connection> connect_for_test(const DatabaseSettings& settings) {
  return connect(settings, {.statement = std::chrono::minutes(5)}, "test");
}

TestDatabase::TestDatabase() : name_(unique_name("ledger_test")) {
  administer("create database " + name_ + " template " + template_database());
}

TestDatabase::~TestDatabase() {
  try {
    administer("drop database if exists " + name_ + " with (force)");
  } catch (const std::exception& error) {
    std::cerr << "database " << name_ << " is left behind: " << error.what() << '\n';
  }
}

DatabaseSettings TestDatabase::owner() const { return superuser_settings(name_); }

DatabaseSettings TestDatabase::service() const {
  auto settings = superuser_settings(name_);
  settings.user = service_login;
  settings.password = "test";
  return settings;
}

std::string query_value(const DatabaseSettings& settings, const std::string& sql) {
  const auto connection = connect_for_test(settings);
  pqxx::work transaction(*connection);
  const auto result = transaction.exec(sql);
  std::string value = result.empty() || result[0].size() == 0 ? "" : result[0][0].c_str();
  transaction.commit();
  return value;
}

}  // namespace ledger::test
