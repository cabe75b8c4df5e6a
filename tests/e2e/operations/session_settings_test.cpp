// Every session of every program sets its own settings, whatever is configured for the database.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "ledger/postgres/session.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/asking_proxy.hpp"

namespace ledger::test {
namespace {

constexpr int server_version = 150'000;

/// Each of them would break the ledger, or make it slow, if a session believed it.
constexpr const char* hostile_settings[] = {
    "jit = on",
    "jit_above_cost = 0",
    "max_parallel_workers_per_gather = 4",
    "plan_cache_mode = force_custom_plan",
    "enable_indexscan = off",
    "enable_nestloop = off",
    "timezone = 'Asia/Kolkata'",
    "datestyle = 'SQL, DMY'",
    "intervalstyle = iso_8601",
    "bytea_output = escape",
    "standard_conforming_strings = off",
    "transform_null_equals = on",
    "search_path = nowhere",
    "default_transaction_isolation = serializable",
    "synchronous_commit = off",
    "client_min_messages = error",
    "statement_timeout = 0",
    "lock_timeout = 0",
    "idle_in_transaction_session_timeout = 0",
    "tcp_user_timeout = 0",
};

/// A note may lag, and a rebuild is durable by its last commit only.
const std::set<std::string> may_commit_asynchronously = {"ledger-outbox notes", "ledgerctl rebuild"};
/// Settings that differ from session to session.
const std::set<std::string> limits = {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
                                      "tcp_user_timeout"};

/// Returns what is wrong with a session's settings; empty if nothing is.
std::string fault_of(const AskingProxy::Settings& found) {
  const auto application = found.at("application_name");
  const auto plans = application == "ledgerctl migrate" ? Plans::by_cost : Plans::by_index;
  std::string faults;
  for (const auto& [name, value] : session_settings({.application = application, .plans = plans}, server_version)) {
    const auto& is = found.at(name);
    const bool right = limits.contains(name) ? is != "0" && is != "-1" : is == value;
    if (!right) faults += std::string(" ").append(name).append(" is ").append(is);
  }
  if (!may_commit_asynchronously.contains(application) && found.at("synchronous_commit") != "on") {
    faults += " synchronous_commit is off";
  }
  return faults.empty() ? "" : application + ":" + faults;
}

std::set<std::string> applications(const std::vector<AskingProxy::Settings>& answers) {
  std::set<std::string> names;
  for (const auto& settings : answers) names.insert(settings.at("application_name"));
  return names;
}

void stop(Process& process) {
  process.send_signal(SIGTERM);
  CHECK(process.wait() == 0);
}

void run_services(const AskingProxy& proxy, const TestDatabase& database, const TestTopics& topics) {
  ApiServer api(proxy.settings());
  RunningProjector projector(proxy.settings());
  RunningOutbox outbox(proxy.settings(), topics, kafka_brokers());
  ApiClient client(api);
  const auto user = client.open();
  CHECK(client.deposit(user, "100.00").status() == 200);
  CHECK(client.balance(user) == "100.00");
  CHECK(snapshots_catch_up(database.owner()));
  CHECK(client.post("/v1/user/" + user + "/repair", "").status() == 200);
  REQUIRE(eventually([&] { return outbox.process().log().find("published up to") != std::string::npos; }));
  stop(outbox.process());
  stop(projector.process());
  stop(api.process());
}

void run_commands(const AskingProxy& proxy, const TestDatabase& database, const TestTopics& topics) {
  CHECK(run_outbox({"verify"}, outbox_environment(proxy.settings(), topics, kafka_brokers())) == 0);
  const auto owner = database_environment(proxy.settings_of(database.owner()));
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"migrate"},
                                                    {"verify", "--no-schema"},
                                                    {"rebuild"},
                                                    {"identities", "export"},
                                                    {"restored"}}) {
    INFO(arguments.front());
    Process command(program_path("ledgerctl"), arguments, owner);
    const int code = command.wait();
    INFO(command.log());
    CHECK(code == 0);
  }
}

}  // namespace

TEST_CASE("Every session of every program has its settings, whatever the database was told", "[e2e]") {
  const TestDatabase database;
  for (const char* setting : hostile_settings) {
    execute_alone(database.owner(), "alter database " + database.name() + " set " + setting);
  }
  const TestTopics topics;
  const AskingProxy proxy(database.service());
  run_services(proxy, database, topics);
  run_commands(proxy, database, topics);

  // The proxy asks behind the client's back, when the client has gone already.
  CHECK(eventually([&] { return applications(proxy.answers()).contains("ledgerctl restored"); }));
  const auto answers = proxy.answers();
  for (const auto& settings : answers) CHECK(fault_of(settings) == "");
  const auto seen = applications(answers);
  for (const auto* application :
       {"ledger-writer",        "ledger-api reads",    "ledger-projector lag", "ledger-outbox lag",
        "ledger-outbox reader", "ledger-outbox start", "ledger-outbox verify", "ledger-expirer",
        "ledger-eraser",        "ledger repair",       "ledger-projector",     "ledger-outbox",
        "ledger-outbox lease",  "ledger-outbox notes", "ledger-outbox guard",  "ledgerctl migrate",
        "ledgerctl verify",     "ledgerctl rebuild",   "ledgerctl identities", "ledgerctl restored"}) {
    INFO(application);
    CHECK(seen.contains(application));
  }
}

TEST_CASE("Sessions are begun in one place only", "[e2e]") {
  const std::regex begins(R"(PQconnect|PQsetdb|pqxx::(?:lazy|async)?connection\b|basic_connection)");
  // database.* hands a session that postgres.cpp has begun to libpqxx, which calls its own class a connection.
  const std::set<std::string> places = {"ledger/postgres/postgres.cpp", "ledger/postgres/database.cpp",
                                        "ledger/postgres/database.hpp"};
  const std::filesystem::path root(LEDGER_SOURCE_DIR);
  for (const auto* folder : {"ledger", "api", "projector", "outbox", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      const auto name = entry.path().lexically_relative(root).string();
      if (places.contains(name) || name == "tests/e2e/operations/session_settings_test.cpp") continue;
      std::ifstream file(entry.path());
      const std::string content(std::istreambuf_iterator<char>(file), {});
      INFO(name << " begins a session of its own: use PostgresConnection, or connect() of database.hpp");
      CHECK_FALSE(std::regex_search(content, begins));
    }
  }
}

}  // namespace ledger::test
