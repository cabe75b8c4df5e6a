// The service's life: ready, without its database, stopping.
#include <csignal>

#include "tests/support/api/api_server.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Keeps everyone but superusers out of a database, which to the service is as if it were away.
class Lockout {
 public:
  explicit Lockout(const TestDatabase& database) : database_(database) {
    query_value(database_.owner(), "revoke connect on database " + database_.name() + " from public");
    query_value(database_.owner(),
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()");
  }
  Lockout(const Lockout&) = delete;
  Lockout& operator=(const Lockout&) = delete;

  void end() { query_value(database_.owner(), "grant connect on database " + database_.name() + " to public"); }

 private:
  const TestDatabase& database_;
};

}  // namespace

TEST_CASE("A service in good health says so", "[api][life]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  for (const auto* path : {"/health", "/livez", "/readyz"})
    CHECK(client.get(path).response.body == R"({"status":"ok"})");
}

TEST_CASE("Metrics count requests by route and status, without naming anyone", "[api][life]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "1", R"(,"comment":"secret")").status() == 200);
  CHECK(client.withdraw(user, "2").status() == 402);
  CHECK(server.client().get("/nothing").status == 404);
  const auto metrics = server.metrics();
  const auto has = [&metrics](const std::string& line) { return metrics.find(line) != std::string::npos; };
  CHECK(has("ledger_http_requests_total{route=\"POST /v1/transaction\",status=\"200\"} 1\n"));
  CHECK(has("ledger_http_requests_total{route=\"POST /v1/transaction\",status=\"402\"} 1\n"));
  CHECK(has("ledger_http_requests_total{route=\"none\",status=\"404\"} 1\n"));
  CHECK(has("ledger_http_request_duration_seconds_count{route=\"POST /v1/transaction\"} 2\n"));
  CHECK_FALSE(has("Ann"));
  CHECK_FALSE(has("secret"));
}

TEST_CASE("Logs hold neither names nor comments, even when they tell all", "[api][life]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_LOG_LEVEL", "trace"}});
  ApiClient client(server);
  const auto opened = client.post("/v1/user", R"({"name":"Anneliese","external_id":"crm-4711"})");
  REQUIRE(client.deposit(opened["id"], "1", R"(,"comment":"alimony")").status() == 200);
  client.get("/v1/user/" + opened["id"]);
  const auto log = server.process().log();
  CHECK(log.find("method=POST route=/v1/transaction status=200") != std::string::npos);
  for (const auto* personal : {"Anneliese", "crm-4711", "alimony"}) CHECK(log.find(personal) == std::string::npos);
}

TEST_CASE("Without its database the service lives, refuses, and recovers", "[api][life]") {
  const TestDatabase database;
  const ApiServer server(database.service(),
                         {{"LEDGER_WRITE_DEADLINE_MS", "500"}, {"LEDGER_READ_DEADLINE_MS", "1000"}});
  ApiClient client(server);
  const auto user = client.open();
  const auto body = payment_body(fresh_uid(), "DEPOSIT", user, "1");
  const auto shows_ready = [&](const std::string& value) {
    return eventually([&] { return server.metrics().find("\nledger_api_ready " + value + "\n") != std::string::npos; });
  };
  CHECK(shows_ready("1"));
  Lockout lockout(database);

  CHECK(client.get("/livez").status() == 200);
  CHECK(client.get("/health").problem() == "503 database_away");
  CHECK(client.get("/readyz").status() == 503);
  CHECK(client.get("/v1/user/" + user).problem() == "503 database_away");
  const auto write = client.post("/v1/transaction", body);
  CHECK(write.status() == 503);
  CHECK(write.response.field("Retry-After") == "1");
  // Nobody has to ask it anything for an operator to see it.
  CHECK(shows_ready("0"));

  lockout.end();
  CHECK(eventually([&] { return client.get("/readyz").status() == 200; }));
  CHECK(shows_ready("1"));
  CHECK(client.post("/v1/transaction", body).status() == 200);
  CHECK(client.balance(user) == "1.00");
}

TEST_CASE("An orderly stop without a database refuses what is under way and ends with 0", "[api][life]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_WRITE_DEADLINE_MS", "1500"}});
  ApiClient client(server);
  const auto user = client.open();
  const Lockout lockout(database);
  RawConnection connection(server.url());
  connection.send(request_text("POST", "/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", user, "1"), {}));
  CHECK(eventually([&] { return client.get("/readyz").status() == 503; }));
  server.process().send_signal(SIGTERM);
  CHECK(connection.next_response().status == 503);
  CHECK(connection.is_closed_by_peer());
  CHECK(server.process().wait(std::chrono::seconds(10)) == 0);
}

TEST_CASE("A read waits for the position that it demands", "[api][life]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto deposit = client.deposit(user, "1");
  const auto path = "/v1/user/" + user + "/balance";
  const auto demanding = [&](const std::string& position) {
    return client.get(path, {{"Ledger-Min-Position", position}});
  };
  CHECK(demanding(deposit.response.field("Ledger-Position"))["balance"] == "1.00");
  CHECK(demanding("1:1").problem() == "422 position_malformed Ledger-Min-Position");
  CHECK(demanding("2").problem() == "422 position_malformed Ledger-Min-Position");

  SECTION("one that comes in time is waited for") {
    const auto balances = at_once(2, [&](std::size_t index) {
      ApiClient each(server);
      if (index == 0) return each.deposit(user, "2")["balance"];
      return each.get(path, {{"Ledger-Min-Position", "0:3"}})["balance"];
    });
    CHECK(balances == std::vector<std::string>{"3.00", "3.00"});
  }
  SECTION("one that does not come is refused after two seconds") {
    const auto start = std::chrono::steady_clock::now();
    CHECK(demanding("0:1000").problem() == "503 position_not_reached Ledger-Min-Position");
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::seconds(2));
  }
}

TEST_CASE("Settings that cannot be are refused at the start", "[api][life]") {
  const TestDatabase database;
  const std::vector<std::pair<std::string, std::string>> wrong = {{"LEDGER_HTTP_ADDRESS", "nowhere"},
                                                                  {"LEDGER_HTTP_ADDRESS", "127.0.0.1:65536"},
                                                                  {"LEDGER_DEFAULT_CURRENCY", "usd"},
                                                                  {"LEDGER_HTTP_THREADS", "0"},
                                                                  {"LEDGER_READ_DEADLINE_MS", "-1"}};
  for (const auto& [name, value] : wrong) {
    INFO(name << "=" << value);
    auto environment = database_environment(database.service());
    environment[name] = value;
    Process process(program_path("ledger-api"), {}, environment);
    CHECK(process.wait() != 0);
    CHECK(process.log().find(value) != std::string::npos);
  }
}

TEST_CASE("An orderly stop answers what is under way and ends with 0", "[api][life]") {
  const TestDatabase database;
  ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  RawConnection idle(server.url());
  idle.send("GET /livez HTTP/1.1\r\nHost: ledger\r\n\r\n");
  REQUIRE(idle.next_response().status == 200);

  // Each client stops when it is told that the connection ends or that the service is stopping.
  const auto acknowledged = at_once(9, [&](std::size_t index) -> int {
    if (index == 8) {
      eventually([&] { return ApiClient(server).balance(user) != "0.00"; });
      server.process().send_signal(SIGTERM);
      return 0;
    }
    int recorded = 0;
    try {
      RawConnection connection(server.url());
      for (;;) {
        connection.send(request_text("POST", "/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", user, "1"), {}));
        const auto response = connection.receive();
        if (!response) return recorded;
        if (response->status == 200) ++recorded;
        if (response->field("Connection") == "close") return recorded;
      }
    } catch (const std::system_error&) {  // no more connections are taken
      return recorded;
    }
  });
  CHECK(server.process().wait(std::chrono::seconds(10)) == 0);
  CHECK(idle.is_closed_by_peer());
  int total = 0;
  for (const auto each : acknowledged) total += each;
  CHECK(total > 0);
  const auto stored = query_value(database.owner(), "select balance / 100 from event where account_id = " + user +
                                                        " order by version desc limit 1");
  CHECK(stored == std::to_string(total));
}

}  // namespace ledger::test
