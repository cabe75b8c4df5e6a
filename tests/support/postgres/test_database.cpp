#include "tests/support/postgres/test_database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>

#include "ledger/ctl/migrate.hpp"
#include "ledger/postgres/database.hpp"
#include "schemas/migrations.hpp"
#include "tests/support/environment.hpp"

namespace ledger::test {
namespace {

constexpr const char* create_login_sql =
    "do $$ begin create role ledger_test_service login password 'test' in role ledger_service;"
    " exception when duplicate_object or unique_violation then null; end $$";

constexpr const char* confirm_sql =
    "update journal_guard set database_identity = database_identity(), database_timeline = database_timeline()"
    " returning 1";

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

void administer(const std::string& sql) { execute_alone(superuser_settings("postgres"), sql); }

/// Names the template by what it is made of, so that programs of different versions can share a server.
std::string template_name() {
  std::size_t digest = 0;
  for (const auto& migration : migrations()) {
    digest = digest * 31 + std::hash<std::string_view>{}(migration.name);
    digest = digest * 31 + std::hash<std::string_view>{}(migration.sql);
  }
  return "ledger_template_" + std::to_string(digest);
}

/// Made under another name first: only a finished template has its own. Whoever comes second drops its work.
void make_template(const std::string& name) {
  const auto draft = unique_name("ledger_draft");
  administer("create database " + draft);
  migrate(superuser_settings(draft));
  create_service_login(superuser_settings("postgres"));
  try {
    administer("alter database " + draft + " rename to " + name);
  } catch (const pqxx::sql_error&) {
    administer("drop database " + draft + " with (force)");
  }
}

/// Made once a server, not once a test: each test's database is a copy of its files, which is quicker than migrating.
const std::string& template_database() {
  static const std::string name = [] {
    auto wanted = template_name();
    const auto found = query_value(superuser_settings("postgres"),
                                   "select count(*) from pg_database where datname = '" + wanted + "'");
    if (found == "0") make_template(wanted);
    return wanted;
  }();
  return name;
}

}  // namespace

void create_service_login(const DatabaseSettings& owner) { execute_alone(owner, create_login_sql); }

std::unique_ptr<DatabaseSession> connect_for_test(const DatabaseSettings& settings) {
  return connect(settings,
                 {.application = "test", .limits = {.statement = std::chrono::minutes(5)}, .plans = Plans::by_cost});
}

void execute_alone(const DatabaseSettings& settings, const std::string& sql) {
  const auto connection = connect_for_test(settings);
  pqxx::nontransaction session(*connection);
  session.exec(sql);
}

TestDatabase::TestDatabase() : name_(unique_name("ledger_test")) {
  administer("create database " + name_ + " template " + template_database());
  // A copy is another database than the one that was migrated, and no relay is there to confirm it.
  query_value(owner(), confirm_sql);
}

std::unique_ptr<TestDatabase> TestDatabase::copy_of(const TestDatabase& other) {
  const auto name = unique_name("ledger_test");
  administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + other.name() + "'");
  administer("create database " + name + " template " + other.name());
  return std::unique_ptr<TestDatabase>(new TestDatabase(name));
}

std::unique_ptr<TestDatabase> TestDatabase::empty() {
  const auto name = unique_name("ledger_test");
  administer("create database " + name);
  return std::unique_ptr<TestDatabase>(new TestDatabase(name));
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

std::string open_hold_count(const TestDatabase& database) {
  return query_value(database.service(), "select count(*) from open_hold");
}

}  // namespace ledger::test
