// A streaming replica answers about the past as far as it knows it; whatever it lacks, the database answers.
#include <csignal>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/private_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

constexpr const char* today = "?date=2099-01-01";

/// A ledger-api with a replica beside its database.
struct Replicated {
  /// As where several servers are named, of which one takes writes.
  Process::Environment environment() const {
    return {{"DB_READ_HOST", standby.host()}, {"PGTARGETSESSIONATTRS", "read-write"}, {"LEDGER_KAFKA_GUARD", "off"}};
  }
  /// Returns the number of reads that had this outcome.
  [[nodiscard]] int reads(const std::string& outcome) const {
    const std::string name = "\nledger_replica_reads_total{outcome=\"" + outcome + "\"} ";
    const auto metrics = api.metrics();
    const auto found = metrics.find(name);
    return found == std::string::npos ? -1 : std::stoi(metrics.substr(found + name.size()));
  }

  PrivateServer primary;
  StandbyServer standby{primary};
  ApiServer api{primary.service(), environment()};
  ApiClient client{api};
};

/// The processes of the replica that answer reads.
std::vector<pid_t> sessions_of_reads(const StandbyServer& standby) {
  const auto connection = connect_for_test(standby.owner());
  pqxx::nontransaction transaction(*connection);
  std::vector<pid_t> processes;
  for (const auto& row :
       execute(transaction, "select pid from pg_stat_activity where application_name = 'ledger-api reads'")) {
    processes.push_back(row[0].as<pid_t>());
  }
  return processes;
}

std::string statement_of(ApiClient& client, const std::string& user) {
  const auto answer = client.get("/v1/user/" + user + "/statement");
  return answer["closing_balance"] + " " + std::to_string(answer.json.member("items").size());
}

}  // namespace

TEST_CASE("Balances on a date and statements come from a replica that has all they take", "[api][replica]") {
  Replicated ledger;
  auto& client = ledger.client;
  const auto user = client.open();
  client.deposit(user, "5.00");
  REQUIRE(ledger.standby.catches_up());
  CHECK(client.balance(user, today) == "5.00");
  CHECK(statement_of(client, user) == "5.00 1");
  CHECK(ledger.reads("answered") == 2);
  // The balance of now is never asked of it.
  CHECK(client.balance(user) == "5.00");
  CHECK(ledger.reads("answered") == 2);
  CHECK(client.get("/v1/user/" + user + today)["name"] == "Ann");
  CHECK(ledger.reads("answered") == 3);
}

TEST_CASE("What a replica has not replayed is asked of the database, and the rest goes on", "[api][replica]") {
  Replicated ledger;
  auto& client = ledger.client;
  const auto user = client.open();
  const auto other = client.open();
  client.deposit(user, "5.00");
  client.deposit(other, "7.00");
  REQUIRE(ledger.standby.catches_up());
  ledger.standby.pause();
  const auto paid = client.deposit(user, "1.00");

  CHECK(client.balance(user, today) == "6.00");
  CHECK(statement_of(client, user) == "6.00 2");
  CHECK(ledger.reads("behind") == 2);
  // The answer states the same position wherever it comes from, and of the account the replica has all.
  const auto whole = client.get("/v1/user/" + other + "/balance" + today);
  CHECK(whole["balance"] == "7.00");
  CHECK(whole["position"] == paid["position"]);
  CHECK(statement_of(client, other) == "7.00 1");
  CHECK(ledger.reads("answered") == 2);

  // A name that was erased is not told from there, nor is one of an account that it has all events of.
  CHECK(client.withdraw(other, "7.00").status() == 200);
  CHECK(client.request("DELETE", "/v1/user/" + other + "/identity").status() == 200);
  CHECK(client.get("/v1/user/" + other + today)["name"] == "null");

  ledger.standby.resume();
  REQUIRE(ledger.standby.catches_up());
  CHECK(client.balance(user, today) == "6.00");
  CHECK(ledger.reads("answered") == 3);
}

TEST_CASE("A replica of another history is not believed", "[api][replica]") {
  Replicated ledger;
  auto& client = ledger.client;
  const auto user = client.open();
  REQUIRE(ledger.standby.catches_up());
  // Cut off from the database, it gets an end of its own.
  query_value(ledger.standby.owner(), "select pg_promote()");
  client.deposit(user, "1.00");
  {
    const ApiServer stray(ledger.standby.owner(), {{"LEDGER_KAFKA_GUARD", "off"}});
    ApiClient(stray).deposit(user, "9.00");
  }
  CHECK(client.balance(user, today) == "1.00");
  CHECK(ledger.reads("behind") == 1);
}

TEST_CASE("A replica that is down, or hangs, costs a pause", "[api][replica]") {
  Replicated ledger;
  auto& client = ledger.client;
  const auto user = client.open();
  client.deposit(user, "5.00");
  REQUIRE(ledger.standby.catches_up());
  CHECK(client.balance(user, today) == "5.00");

  const auto begin = std::chrono::steady_clock::now();
  ledger.standby.stop();
  for (int read = 0; read < 20; ++read) CHECK(client.balance(user, today) == "5.00");
  CHECK(ledger.reads("failed") >= 1);
  CHECK(ledger.reads("left_alone") >= 1);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));

  ledger.standby.start();
  const auto answered = ledger.reads("answered");
  CHECK(eventually([&] {
    CHECK(client.balance(user, today) == "5.00");
    return ledger.reads("answered") > answered;
  }));

  const auto sessions = sessions_of_reads(ledger.standby);
  REQUIRE_FALSE(sessions.empty());
  for (const auto session : sessions) kill(session, SIGSTOP);
  const auto frozen = std::chrono::steady_clock::now();
  for (int read = 0; read < 20; ++read) CHECK(client.balance(user, today) == "5.00");
  CHECK(std::chrono::steady_clock::now() - frozen < std::chrono::seconds(5));
  for (const auto session : sessions) kill(session, SIGCONT);
}

}  // namespace ledger::test
