// Answers that are made while they are sent: behind a proxy, and to clients that do not take them.
#include <fstream>

#include "tests/support/api/event_source.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/api/nginx.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Records this number of deposits with long comments.
void deposit_many(const ApiServer& server, const std::string& user, int count, HttpFields fields = {}) {
  std::string body;
  for (int made = 0; made < count; ++made) {
    body += payment_body(fresh_uid(), "DEPOSIT", user, "1.00", R"(,"comment":")" + std::string(900, 'x') + '"') + '\n';
  }
  fields.emplace_back("Content-Type", "application/x-ndjson");
  const auto answer = server.client().request("POST", "/v1/transactions", body, fields);
  REQUIRE(answer.status == 200);
}

/// The value of a metric without labels.
std::string metric(const ApiServer& server, const std::string& name) {
  const auto metrics = server.metrics();
  const auto begin = metrics.find("\n" + name + " ") + name.size() + 2;
  return metrics.substr(begin, metrics.find('\n', begin) - begin);
}

/// Memory that a process has in use.
long resident_kib(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

/// Begins to read an answer, with little room for it.
RawConnection begin_reading(const ApiServer& server, const std::string& target, const HttpFields& fields = {}) {
  RawConnection connection(server.url(), 4 * 1024);
  connection.send(request_text("GET", target, "", fields));
  REQUIRE(connection.receive_head().status == 200);
  return connection;
}

}  // namespace

TEST_CASE("Events pass nginx as they come", "[api][events][nginx]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  const Nginx proxy(server.url());
  ApiClient client(server);
  const auto user = client.open();
  EventSource source(proxy.url(), "?after=latest");
  CHECK(source.head().status == 200);
  CHECK(source.head().field("Content-Type") == "text/event-stream");
  for (int round = 0; round < 3; ++round) {
    REQUIRE(client.deposit(user, "1").status() == 200);
    const auto message = source.next();
    CHECK(message.event == "message");
    CHECK(Json::parse(message.data)["type"] == "deposited");
  }
}

TEST_CASE("Streams say that no proxy should keep them, other answers do not", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  deposit_many(server, user, 500);
  const auto statement = "/v1/user/" + user + "/statement";
  for (const std::string& target : {std::string("/v1/events"), statement, statement + "?format=csv"}) {
    RawConnection connection(server.url());
    connection.send(request_text("GET", target, "", {}));
    const auto head = connection.receive_head();
    INFO(target);
    CHECK(head.field("X-Accel-Buffering") == "no");
    CHECK(head.field("Cache-Control") == "no-store");
  }
  CHECK(client.get("/v1/user/" + user).response.field("X-Accel-Buffering").empty());
}

TEST_CASE("Clients that take nothing are let go with a reason, and their memory comes back", "[api][events]") {
  const TestDatabase database;
  ApiServer server(database.service(), {{"LEDGER_HTTP_STREAM_STALL_MS", "1500"}});
  ApiClient client(server);
  const auto user = client.open();
  deposit_many(server, user, 5'000);
  const auto statement = "/v1/user/" + user + "/statement?format=csv";
  const auto stall_many = [&] {
    std::vector<RawConnection> stalled;
    for (int made = 0; made < 100; ++made) {
      stalled.push_back(begin_reading(server, "/v1/events"));
      stalled.push_back(begin_reading(server, statement));
    }
    CHECK(eventually([&] { return metric(server, "ledger_http_streams") == "0"; }));
    return stalled;
  };
  auto stalled = stall_many();
  std::string last;
  for (auto piece = stalled.front().receive_chunk(); !piece.empty(); piece = stalled.front().receive_chunk())
    last = piece;
  CHECK(last.starts_with("event: end\ndata: {\"code\":\"client_stalled\""));
  CHECK(stalled.front().is_closed_by_peer());
  // A statement cannot be taken for a whole one.
  CHECK_THROWS([&] {
    while (!stalled.back().receive_chunk().empty()) continue;
  }());
  // The allocator reuses for later clients what it keeps of earlier ones. A stream holds some hundred kilobytes, so a
  // leak would grow by tens of megabytes in every round.
  bool has_levelled = false;
  for (int round = 0; round < 6 && !has_levelled; ++round) {
    const auto before_kib = resident_kib(server.process().pid());
    stall_many();
    has_levelled = resident_kib(server.process().pid()) < before_kib + 8 * 1024;
  }
  CHECK(has_levelled);
}

TEST_CASE("An idle stream of events outlives the time in which something must be taken", "[api][events]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_STREAM_STALL_MS", "200"}});
  ApiClient client(server);
  const auto user = client.open();
  EventSource source(server, "?after=latest");
  source.next_block();
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1'000);
  CHECK(eventually([&] { return std::chrono::steady_clock::now() > until; }));
  REQUIRE(client.deposit(user, "1").status() == 200);
  CHECK(source.next().event == "message");
}

TEST_CASE("A caller has a bounded number of long statements", "[api][statement]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto token = bearer(server.token_for("service"));
  const auto user = client.post("/v1/user", R"({"name":"Ann"})", token)["id"];
  deposit_many(server.api(), user, 700, token);
  const auto statement = "/v1/user/" + user + "/statement";
  std::vector<RawConnection> open;
  for (int made = 0; made < 32; ++made) open.push_back(begin_reading(server.api(), statement, token));
  CHECK(client.get(statement, token).problem() == "429 own_streams_too_many");
  CHECK(client.get(statement + "?limit=10", token).status() == 200);
  open.pop_back();
  CHECK(eventually([&] { return client.get(statement, token).status() == 200; }));
}

}  // namespace ledger::test
