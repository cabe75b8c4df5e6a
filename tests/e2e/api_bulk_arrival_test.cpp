// How the body of a bulk request may come, and what becomes of the connection.
#include <algorithm>

#include "tests/support/api_server.hpp"
#include "tests/support/guarded_server.hpp"
#include "tests/support/test_database.hpp"

namespace ledger::test {
namespace {

const std::string head_begin = "POST /v1/transactions HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n";
const std::string small_request = "GET /livez HTTP/1.1\r\nHost: ledger\r\n\r\n";

std::string head_for(std::size_t length, const std::string& more = "") {
  return head_begin + "Content-Length: " + std::to_string(length) + "\r\n" + more + "\r\n";
}

std::string body_of(const std::string& user, std::size_t commands) {
  std::string body = "[";
  for (std::size_t made = 0; made < commands; ++made) {
    body += (made == 0 ? "" : ",") + payment_body(fresh_uid(), "DEPOSIT", user, "1");
  }
  return body + "]";
}

/// The answer's status; throws where there is none.
int status_of(RawConnection& connection) {
  const auto answer = connection.receive();
  if (!answer) throw std::runtime_error("no answer");
  return answer->status;
}

}  // namespace

TEST_CASE("A bulk body may come in any pieces, and the next request right behind it", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  RawConnection connection(server.url());

  SECTION("byte by byte") {
    const auto body = body_of(user, 2);
    for (const char byte : head_for(body.size()) + body + small_request) connection.send(std::string(1, byte));
  }
  SECTION("at once") {
    const auto body = body_of(user, 2);
    connection.send(head_for(body.size()) + body + small_request);
  }
  SECTION("when the server asks for it") {
    const auto body = body_of(user, 2);
    connection.send(head_for(body.size(), "Expect: 100-continue\r\n"));
    CHECK(status_of(connection) == 100);
    connection.send(body + small_request);
  }
  CHECK(status_of(connection) == 200);
  CHECK(status_of(connection) == 200);
  CHECK(client.balance(user) == "2.00");
}

TEST_CASE("A bulk body that is not wanted is not taken for the next request", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RawConnection connection(server.url());
  // What would be a request of its own if the rest of the body were read as one.
  connection.send(
      "POST /v1/transactions?colour=red HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n"
      "Content-Length: 100000\r\n\r\n" +
      small_request);
  CHECK(status_of(connection) == 422);
  CHECK(connection.is_closed_by_peer());
}

TEST_CASE("A body that is larger than its route takes is refused before it comes", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  const auto refused = [&server](const std::string& head) {
    RawConnection connection(server.url());
    connection.send(head);
    const int status = status_of(connection);
    CHECK(connection.is_closed_by_peer());
    return status;
  };
  constexpr std::size_t bulk_most = 16 * 1024 * 1024;
  CHECK(refused(head_for(bulk_most + 1)) == 413);
  CHECK(refused("POST /v1/transaction HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n"
                "Content-Length: 65537\r\n\r\n") == 413);
  CHECK(refused("GET /v1/transactions HTTP/1.1\r\nHost: ledger\r\nContent-Length: 65537\r\n\r\n") == 413);
}

TEST_CASE("A bulk body that does not come is given up, and nothing of it is recorded", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_BULK_BODY_TIMEOUT_MS", "300"}});
  ApiClient client(server);
  const auto user = client.open();
  const auto body = body_of(user, 2);
  RawConnection connection(server.url());
  connection.send(head_for(body.size()) + body.substr(0, body.size() - 1));
  CHECK(status_of(connection) == 408);
  CHECK(connection.is_closed_by_peer());
  {
    RawConnection gone(server.url());
    gone.send(head_for(body.size()) + body.substr(0, body.size() - 1));
  }
  CHECK(client.get("/livez").status() == 200);
  CHECK(client.balance(user) == "0.00");
}

TEST_CASE("Only so many bulk requests are under way at once", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto body = body_of(user, 1);
  constexpr std::size_t places = 8;
  std::vector<RawConnection> taken;
  for (std::size_t index = 0; index < places; ++index) {
    taken.emplace_back(server.url());
    taken.back().send(head_for(body.size(), "Expect: 100-continue\r\n"));
    REQUIRE(status_of(taken.back()) == 100);
  }
  CHECK(client.post("/v1/transactions", body).problem() == "503 bulk_busy");
  taken.front().send(body);
  CHECK(status_of(taken.front()) == 200);
  CHECK(eventually([&] { return client.post("/v1/transactions", body).status() == 200; }));
}

TEST_CASE("One caller cannot take all places of bulk requests", "[api][bulk][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto one = server.token_for("service");
  const auto opened = client.post("/v1/user", R"({"name":"Ann"})", bearer(one));
  const auto body = body_of(opened["id"], 1);
  std::vector<RawConnection> taken;
  for (int index = 0; index < 2; ++index) {
    taken.emplace_back(server.api().url());
    taken.back().send(head_for(body.size(), "Expect: 100-continue\r\nAuthorization: Bearer " + one + "\r\n"));
    REQUIRE(status_of(taken.back()) == 100);
  }
  CHECK(client.post("/v1/transactions", body, bearer(one)).problem() == "429 own_bulk_busy");
  TokenText other;
  other.subject = "another";
  const auto another = make_token(other, std::chrono::system_clock::now());
  CHECK(client.post("/v1/transactions", body, bearer(another)).status() == 200);
  taken.clear();
  CHECK(eventually([&] { return client.post("/v1/transactions", body, bearer(one)).status() == 200; }));
}

}  // namespace ledger::test
