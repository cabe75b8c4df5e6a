// The server bounds how long a client may take, and how many connections there are.
#include <chrono>
#include <thread>
#include <vector>

#include "tests/e2e/api/wire/raw_requests.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

TEST_CASE("Slow clients do not hold a connection for ever", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_HEAD_TIMEOUT_MS", "300"},
                                              {"LEDGER_HTTP_BODY_TIMEOUT_MS", "300"},
                                              {"LEDGER_HTTP_IDLE_TIMEOUT_MS", "300"}});
  RawConnection connection(server.url());
  // Far more than the deadline, for a busy machine, and far less than what it would be without the settings.
  constexpr std::chrono::seconds soon{5};

  SECTION("one that sends nothing") { CHECK(connection.is_closed_by_peer(soon)); }
  SECTION("one that goes quiet behind a request") {
    connection.send(health);
    CHECK(connection.next_response().status == 200);
    CHECK(connection.is_closed_by_peer(soon));
  }
  SECTION("one that drips a head, byte by byte: the deadline is for the whole of it") {
    connection.send("GET /livez HTTP/1.1\r\nX: ");
    const bool answered = eventually(
        [&connection] {
          connection.send("x");
          return connection.has_received();
        },
        soon);
    CHECK(answered);
    CHECK(connection.next_response().status == 408);
  }
  SECTION("one that does not finish its body") {
    connection.send(post_head("Content-Length: 100\r\n") + "{");
    CHECK(connection.next_response().status == 408);
    CHECK(connection.is_closed_by_peer(soon));
  }
}

TEST_CASE("A connection that comes after a while without any has its own time", "[api][http]") {
  const TestDatabase database;
  constexpr std::chrono::milliseconds idle_timeout{1'000};
  const ApiServer server(database.service(), {{"LEDGER_HTTP_THREADS", "1"},
                                              {"LEDGER_HTTP_IDLE_TIMEOUT_MS", std::to_string(idle_timeout.count())}});
  server.client().get("/livez");
  // The while: longer than a connection may be idle.
  std::this_thread::sleep_for(idle_timeout + idle_timeout / 2);
  RawConnection connection(server.url());
  const auto begun = std::chrono::steady_clock::now();
  connection.send(health);
  CHECK(connection.next_response().status == 200);
  CHECK(connection.is_closed_by_peer(std::chrono::seconds(10)));
  CHECK(std::chrono::steady_clock::now() - begun > idle_timeout / 2);
}

TEST_CASE("Idle connections give way to new ones", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_CONNECTIONS_MAX", "16"}, {"LEDGER_HTTP_THREADS", "3"}});
  auto used = server.client();
  CHECK(used.get("/livez").status == 200);
  std::vector<RawConnection> held;
  for (const std::size_t count : {64U, 500U}) {
    while (held.size() < count) {
      held.emplace_back(server.url());
      // Some connections hold an incomplete request in the buffer.
      if (held.size() % 3 == 1) held.back().send("GET /li");
      if (held.size() % 3 == 2) held.back().send(post_head("Content-Length: 100\r\n") + "{");
    }
    for (const auto* path : {"/livez", "/readyz", "/health", "/v1/users"}) {
      INFO(path << " beside " << held.size());
      CHECK(server.client().get(path).status == 200);
    }
    CHECK(used.get("/livez").status == 200);
  }
  CHECK(held.front().is_closed_by_peer());
}

TEST_CASE("Beyond the maximum of busy connections a client is told so, and probes are answered", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_CONNECTIONS_MAX", "3"}, {"LEDGER_HTTP_THREADS", "2"}});
  ApiClient client(server);
  const auto user = client.open();
  std::vector<RawConnection> busy;
  std::vector<RawConnection> idle;
  {
    const HeldJournal held(database);
    const auto begin_deposit = [&] {
      RawConnection connection(server.url());
      connection.send(request_text("POST", "/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", user, "1.00"), {}));
      return connection;
    };
    for (int made = 0; made < 3; ++made) busy.push_back(begin_deposit());
    CHECK(eventually([&] {
      // A connection whose request the server has not read yet is not busy and may have given way.
      for (auto& connection : busy) {
        if (connection.is_closed_by_peer(std::chrono::milliseconds(0))) connection = begin_deposit();
      }
      const auto response = server.client().get("/v1/user/" + user);
      return response.status == 503 && Json::parse(response.body)["code"] == "too_many_connections" &&
             response.field("Retry-After") == "1" && response.field("Connection") == "close";
    }));
    for (int made = 0; made < 100; ++made) idle.emplace_back(server.url());
    CHECK(server.client().get("/livez").status == 200);
    CHECK(server.client().get("/readyz").status == 200);
    CHECK(server.client().get("/v1/user/" + user).status == 503);
  }
  for (auto& connection : busy) CHECK(connection.next_response().status == 200);
  CHECK(server.client().get("/v1/user/" + user).status == 200);
}

}  // namespace ledger::test
