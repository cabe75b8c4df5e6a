// A bulk request's body may arrive in many ways; these tests also check what becomes of the connection.
#include <algorithm>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/postgres/test_database.hpp"

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

std::string service_token(const std::string& subject) {
  TokenText text;
  text.subject = subject;
  return make_token(text, std::chrono::system_clock::now());
}

void send_bulk(RawConnection& connection, const std::string& body, const std::string& token = "") {
  const auto authorization = token.empty() ? "" : "Authorization: Bearer " + token + "\r\n";
  connection.send(head_for(body.size(), authorization) + body);
}

/// The answer's status; throws where there is none.
int status_of(RawConnection& connection) {
  const auto answer = connection.receive();
  if (!answer) throw std::runtime_error("no answer");
  return answer->status;
}

}  // namespace

TEST_CASE("A client that has ended its side gets all results of its bulk request", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  constexpr std::size_t commands = 1'200;
  RawConnection connection(server.url());
  send_bulk(connection, body_of(client.open(), commands));
  connection.end_sending();
  const auto answer = connection.receive();
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(Json::parse(answer->body).member("results").size() == commands);
}

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
  // These bytes would be a request of their own if the rest of the body were parsed as one.
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
  constexpr std::size_t places = 8;
  std::vector<RawConnection> taken;
  {
    const HeldJournal held(database);
    for (std::size_t index = 0; index < places; ++index) {
      taken.emplace_back(server.url());
      send_bulk(taken.back(), body_of(user, 1));
    }
    CHECK(eventually([&] { return client.post("/v1/transactions", "[").problem() == "503 bulk_busy"; }));
  }
  for (auto& connection : taken) CHECK(status_of(connection) == 200);
  CHECK(eventually([&] { return client.post("/v1/transactions", body_of(user, 1)).status() == 200; }));
}

TEST_CASE("One caller cannot take all places of bulk requests", "[api][bulk][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto one = service_token("one");
  const auto user = client.post("/v1/user", R"({"name":"Ann"})", bearer(one))["id"];
  std::vector<RawConnection> taken;
  {
    const HeldJournal held(server.database());
    for (int index = 0; index < 2; ++index) {
      taken.emplace_back(server.api().url());
      send_bulk(taken.back(), body_of(user, 1), one);
    }
    CHECK(
        eventually([&] { return client.post("/v1/transactions", "[", bearer(one)).problem() == "429 own_bulk_busy"; }));
    CHECK(client.post("/v1/transactions", "[", bearer(service_token("another"))).problem() == "400 json_malformed");
  }
  for (auto& connection : taken) CHECK(status_of(connection) == 200);
  CHECK(eventually([&] { return client.post("/v1/transactions", body_of(user, 1), bearer(one)).status() == 200; }));
}

TEST_CASE("Callers who upload slowly do not keep another's bulk request out, and are sent away", "[api][bulk][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_HTTP_UPLOAD_GRACE_MS", "1000"}});
  ApiClient client(server.api());
  const auto another = service_token("another");
  const auto user = client.post("/v1/user", R"({"name":"Ann"})", bearer(another))["id"];
  std::vector<RawConnection> slow;
  for (const auto* caller : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    for (int upload = 0; upload < 4; ++upload) {
      slow.emplace_back(server.api().url());
      slow.back().send(head_for(1'000'000, "Authorization: Bearer " + service_token(caller) + "\r\n") + "[");
    }
  }
  CHECK(client.post("/v1/transactions", body_of(user, 100), bearer(another)).status() == 200);
  // One more byte now and then does not help.
  slow.front().send(" ");
  for (auto& connection : slow) {
    CHECK(status_of(connection) == 408);
    CHECK(connection.is_closed_by_peer());
  }
}

TEST_CASE("A body that comes at the least pace is taken", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service(),
                         {{"LEDGER_HTTP_UPLOAD_GRACE_MS", "1000"}, {"LEDGER_HTTP_UPLOAD_RATE_MIN", "5000"}});
  ApiClient client(server);
  const auto user = client.open();
  const auto body = body_of(user, 300);
  RawConnection connection(server.url());
  connection.send(head_for(body.size()));
  constexpr std::size_t piece_bytes = 1'500;
  // The pace itself is what is tested: about three seconds for all.
  for (std::size_t sent = 0; sent < body.size(); sent += piece_bytes) {
    connection.send(body.substr(sent, piece_bytes));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  CHECK(status_of(connection) == 200);
  CHECK(client.balance(user) == "300.00");
}

TEST_CASE("What is being uploaded is bounded for all, and leaves room for another", "[api][bulk][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_BULK_UPLOAD_BYTES_MAX", "4000000"}});
  ApiClient client(server.api());
  const auto another = service_token("another");
  const auto user = client.post("/v1/user", R"({"name":"Ann"})", bearer(another))["id"];
  const auto body = body_of(user, 5'000);
  std::vector<RawConnection> uploads;
  for (const auto* caller : {"a", "b", "c"}) {
    for (int upload = 0; upload < 2; ++upload) {
      uploads.emplace_back(server.api().url());
      uploads.back().send(head_for(body.size(), "Authorization: Bearer " + service_token(caller) + "\r\n") +
                          body.substr(0, body.size() - 1));
    }
  }
  // Each would take four megabytes.
  for (auto& connection : uploads) {
    const auto answer = connection.receive();
    REQUIRE(answer);
    const auto code = std::to_string(answer->status) + " " + Json::parse(answer->body)["code"];
    CHECK((code == "429 own_bulk_busy" || code == "503 bulk_busy"));
    CHECK(answer->field("Retry-After") == "1");
    CHECK(connection.is_closed_by_peer());
  }
  CHECK(client.post("/v1/transactions", body_of(user, 100), bearer(another)).status() == 200);
}

TEST_CASE("Callers who do not take their results do not keep others' bulk requests out", "[api][bulk][auth]") {
  const GuardedServer server;
  ApiClient client(server.api());
  const auto another = service_token("another");
  const auto user = client.post("/v1/user", R"({"name":"Ann"})", bearer(another))["id"];
  std::vector<RawConnection> stalled;
  for (const auto* caller : {"a", "b", "c", "d"}) {
    for (int request = 0; request < 2; ++request) {
      stalled.emplace_back(server.api().url(), 4 * 1024);
      send_bulk(stalled.back(), body_of(user, 3'000), service_token(caller));
    }
  }
  const auto total = std::to_string(stalled.size() * 3'000) + ".00";
  CHECK(eventually([&] { return client.get("/v1/user/" + user + "/balance", bearer(another))["balance"] == total; }));
  CHECK(client.post("/v1/transactions", body_of(user, 100), bearer(another)).status() == 200);
  // And they find all of them when they do.
  const auto answer = stalled.front().receive();
  REQUIRE(answer);
  CHECK(Json::parse(answer->body).member("results").size() == 3'000);
}

}  // namespace ledger::test
