// The server itself: deadlines, bounds, health, reflection, orderly stop.
#include <atomic>
#include <csignal>
#include <thread>

#include "grpc/health/v1/health.pb.h"
#include "tests/support/grpc/rpc_client.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using Stub = v1::Ledger::Stub;
using std::chrono::milliseconds;

/// Returns the number of open calls in the server's metrics.
std::string open_calls(const ApiServer& server) {
  const auto metrics = server.metrics();
  const std::string name = "\nledger_grpc_calls ";
  const auto found = metrics.find(name);
  if (found == std::string::npos) return "none";
  const auto begin = found + name.size();
  return metrics.substr(begin, metrics.find('\n', begin) - begin);
}

/// "SERVING" and so on.
std::string health(const RpcClient& client, const std::string& service) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  const auto answer = client.call_raw("/grpc.health.v1.Health/Check", request.SerializeAsString());
  grpc::health::v1::HealthCheckResponse response;
  if (!answer.ok() || !response.ParseFromString(answer.response)) return problem(answer.status);
  return response.ServingStatus_Name(response.status());
}

/// Returns true if the health service reports this status for the server and for all of its services.
bool is_health_of_all(const RpcClient& client, const std::string& status) {
  for (const auto* service : {"", "ledger.v1.Ledger", "balance.v1.Balances"}) {
    if (health(client, service) != status) return false;
  }
  return true;
}

constexpr const char* reflection_method = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

}  // namespace

TEST_CASE("A call that is not answered by its deadline ends then, and sent again it is applied once", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  const auto request = payment(account, "5");
  {
    const HeldJournal held(database);
    const auto start = std::chrono::steady_clock::now();
    const auto late = client.call(&Stub::Deposit, request, milliseconds(200));
    CHECK(name_of(late.status.error_code()) == "DEADLINE_EXCEEDED");
    CHECK(std::chrono::steady_clock::now() - start < milliseconds(1'000));
  }
  CHECK(problem(client.call(&Stub::Deposit, request).status) == "OK");
  CHECK(client.call(&Stub::Deposit, request)->replayed());
  CHECK(client.balance(account) == "5.00");
  CHECK(name_of(client.call(&Stub::Deposit, payment(account, "7"), milliseconds(-1)).status.error_code()) ==
        "DEADLINE_EXCEEDED");
  CHECK(client.balance(account) == "5.00");
}

TEST_CASE("A message beyond the bound is refused, and the connection lives", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  auto request = payment(account, "1");
  request.set_comment(std::string(100'000, 'x'));
  CHECK(name_of(client.call(&Stub::Deposit, request).status.error_code()) == "RESOURCE_EXHAUSTED");
  request.set_comment(std::string(60'000, 'x'));
  CHECK(problem(client.call(&Stub::Deposit, request).status) == "INVALID_ARGUMENT text_length comment");
  CHECK(client.deposit(account, "1").ok());
}

TEST_CASE("More calls than allowed are refused at once", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_GRPC_CALLS_MAX", "2"}});
  RpcClient client(server);
  const auto account = client.open();
  std::vector<std::thread> callers;
  std::atomic<int> applied = 0;
  {
    const HeldJournal held(database);
    for (int caller = 0; caller < 2; ++caller) {
      callers.emplace_back([&] { applied += client.deposit(account, "1").ok() ? 1 : 0; });
    }
    CHECK(eventually([&] { return open_calls(server) == "2"; }));
    CHECK(problem(client.deposit(account, "1").status) == "RESOURCE_EXHAUSTED calls_too_many");
  }
  for (auto& caller : callers) caller.join();
  CHECK(applied == 2);
}

TEST_CASE("Reflection lists the services and describes them", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  const RpcClient client(server);
  // ServerReflectionRequest{list_services: string = 7}
  const auto services = client.call_raw(reflection_method, std::string("\x3a\x01*"));
  CHECK(problem(services.status) == "OK");
  for (const auto* name : {"ledger.v1.Ledger", "balance.v1.Balances", "grpc.health.v1.Health"}) {
    CHECK(services.response.find(name) != std::string::npos);
    // ServerReflectionRequest{file_containing_symbol: string = 4}; the answer has the file, or an error.
    const std::string symbol = name;
    const auto file =
        client.call_raw(reflection_method, "\x22" + std::string(1, static_cast<char>(symbol.size())) + symbol);
    CHECK(file.response.find(symbol.substr(symbol.rfind('.') + 1) + "\x12") != std::string::npos);
    CHECK(file.response.find("not found") == std::string::npos);
  }
}

TEST_CASE("Health follows the ledger's readiness", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  CHECK(eventually([&] { return is_health_of_all(client, "SERVING"); }));
  CHECK(health(client, "ledger.v2.Ledger") == "NOT_FOUND");
  query_value(database.owner(), "revoke connect on database " + database.name() + " from public");
  query_value(database.owner(),
              "select count(pg_terminate_backend(pid)) from pg_stat_activity"
              " where datname = current_database() and pid <> pg_backend_pid()");
  CHECK(eventually([&] { return is_health_of_all(client, "NOT_SERVING"); }));
  query_value(database.owner(), "grant connect on database " + database.name() + " to public");
  CHECK(eventually([&] { return is_health_of_all(client, "SERVING"); }));
}

TEST_CASE("Health tells of writes by themselves", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto writes_become = [&](const std::string& status) {
    return eventually([&] { return health(client, "writes") == status; });
  };
  CHECK(writes_become("SERVING"));
  query_value(database.owner(), "update journal_guard set database_identity = null returning 1");
  CHECK(writes_become("NOT_SERVING"));
  CHECK(is_health_of_all(client, "SERVING"));
  query_value(database.owner(), "update journal_guard set database_identity = database_identity() returning 1");
  CHECK(writes_become("SERVING"));
}

TEST_CASE("An orderly stop answers what is under way and ends within seconds", "[grpc]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_WRITE_DEADLINE_MS", "1000"}});
  RpcClient client(server);
  const auto account = client.open();
  std::string waiting;
  std::thread caller;
  {
    const HeldJournal held(database);
    caller = std::thread([&] { waiting = problem(client.deposit(account, "1").status); });
    CHECK(eventually([&] { return open_calls(server) == "1"; }));
    server.process().send_signal(SIGTERM);
    CHECK(server.process().wait(std::chrono::seconds(10)) == 0);
  }
  caller.join();
  CHECK(waiting.starts_with("UNAVAILABLE"));
}

TEST_CASE("Without an address there is no gRPC", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_GRPC_ADDRESS", ""}});
  CHECK(server.grpc_target().empty());
}

TEST_CASE("Calls are counted by method and code, without naming anyone", "[grpc]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RpcClient client(server);
  const auto account = client.open();
  CHECK_FALSE(client.withdraw(account, "1").ok());
  const auto metrics = server.metrics();
  const auto has = [&metrics](const std::string& line) { return metrics.find(line) != std::string::npos; };
  CHECK(has("ledger_grpc_calls_total{code=\"OK\",method=\"ledger.v1.Ledger/OpenAccount\"} 1\n"));
  CHECK(has("ledger_grpc_calls_total{code=\"FAILED_PRECONDITION\",method=\"ledger.v1.Ledger/Withdraw\"} 1\n"));
  CHECK(has("ledger_grpc_call_duration_seconds_count{method=\"ledger.v1.Ledger/Withdraw\"} 1\n"));
  CHECK_FALSE(has("Ann"));
}

}  // namespace ledger::test
