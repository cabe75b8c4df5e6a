// Requests whose bodies come in chunks, as many clients' libraries send them.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/chunked_text.hpp"
#include "tests/support/api/guarded_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string livez_body = R"({"status":"ok"})";

std::string chunked(const std::string& method, const std::string& target, const std::string& body,
                    std::size_t chunk_bytes = 7) {
  return chunked_head(method, target) + chunks_of(body, chunk_bytes);
}

/// The status of a request on a connection of its own, which must go on behind it.
int status_of(const ApiServer& server, const std::string& request) {
  RawConnection connection(server.url());
  connection.send(request + next_request);
  const auto answer = connection.receive();
  const auto next = connection.receive();
  if (!answer || !next || next->body != livez_body) throw std::runtime_error("the next request was not answered");
  return answer->status;
}

}  // namespace

TEST_CASE("Every call takes a body in chunks, and the next request begins behind it", "[api][chunked]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto hold = fresh_uid();

  CHECK(status_of(server, chunked("POST", "/v1/user", R"({"name":"Bob"})")) == 201);
  CHECK(status_of(server, chunked("POST", "/v1/transaction", deposit_of(user, "100"))) == 200);
  CHECK(status_of(server, chunked("PUT", "/v1/transaction", deposit_of(user, "50"), 1)) == 200);
  CHECK(status_of(server, chunked("PUT", "/v1/user/" + user + "/limit", R"({"limit":"1000"})")) == 200);
  CHECK(status_of(server, chunked("POST", "/v1/hold", hold_body(hold, user, "10"), 10'000)) == 200);
  CHECK(status_of(server, chunked("POST", "/v1/hold/" + hold + "/confirm", R"({"amount":"4"})")) == 200);
  CHECK(status_of(server, chunked("POST", "/v1/user/" + user + "/freeze", "")) == 200);
  CHECK(status_of(server, chunked("POST", "/v1/user/" + user + "/unfreeze", "{}")) == 200);
  CHECK(status_of(server, chunked("POST", "/v1/transactions", "[" + deposit_of(user, "5") + "]", 3)) == 200);
  CHECK(status_of(server, chunked_head("POST", "/v1/transactions", "", "application/x-ndjson") +
                              chunks_of(lines_of(user, 3), 100)) == 200);
  CHECK(status_of(server, chunked("POST", "/balance/ann/limits", R"({"delta":500})")) == 200);
  CHECK(status_of(server, chunked("POST", "/balance/ann/current", R"({"delta":100})")) == 200);
  CHECK(status_of(server, chunked("POST", "/api/v1/wallets", "")) == 201);
  CHECK(status_of(server, chunked("GET", "/v1/user/" + user, "a body that nobody asked for")) == 200);
  CHECK(status_of(server,
                  "POST /v1/user HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n"
                  "TRANSFER-encoding: \t ChUnKeD  \r\n\r\n" +
                      chunks_of(R"({"name":"Cyd"})", 0x1F)) == 201);
  CHECK(client.balance(user) == "154.00");
  // As much as there may be, with its framing.
  const std::string padded = R"({"name":"Dan"})" + std::string(65'536 - 14 - 13, ' ');
  CHECK(status_of(server, chunked("POST", "/v1/user", padded, padded.size())) == 201);
}

TEST_CASE("Login and the dialects' own listener take bodies in chunks", "[api][chunked][auth]") {
  const GuardedServer server(Process::Environment{{"LEDGER_DIALECT_ADDRESS", "127.0.0.1:0"}});
  RawConnection dialects(server.api().dialects_url());
  dialects.send(chunked("POST", "/balance/ann/limits", R"({"delta":500})") +
                chunked("POST", "/balance/ann/current", R"({"delta":100})", 1));
  CHECK(dialects.next_response().status == 200);
  CHECK(dialects.next_response().status == 200);
  CHECK(status_of(server.api(), chunked("POST", "/v1/login", R"({"login":"ann","password":"12345678"})")) == 401);
}

TEST_CASE("Requests in chunks follow one another at the right byte", "[api][chunked]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  // A bulk body that is longer than what is read at once, with the next requests in its last piece.
  const auto bulk = chunked_head("POST", "/v1/transactions", "", "application/x-ndjson");
  const auto requests = chunked("POST", "/v1/transaction", deposit_of(user), 5) + next_request + bulk +
                        chunks_of(lines_of(user, 900), 250) + next_request +
                        chunked("POST", "/v1/transaction", deposit_of(user), 1000) + bulk +
                        chunks_of(lines_of(user, 2), 1000) + next_request;
  const auto pieces = GENERATE(as<std::size_t>{}, 1'000'000, 1'000, 13);
  CAPTURE(pieces);
  RawConnection connection(server.url());
  for (std::size_t begin = 0; begin < requests.size(); begin += pieces) connection.send(requests.substr(begin, pieces));
  for (const auto* expected : {"amount", "status", "results", "status", "amount", "results", "status"}) {
    const auto answer = connection.receive();
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body.find("\"" + std::string(expected) + "\"") != std::string::npos);
  }
  CHECK(client.balance(user) == "904.00");
}

TEST_CASE("A client that asks before it sends chunks is told to go on", "[api][chunked]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  RawConnection connection(server.url());
  connection.send(chunked_head("POST", "/v1/transaction", "Expect: 100-continue\r\n"));
  CHECK(connection.next_response().status == 100);
  connection.send(chunks_of(deposit_of(user), 9));
  CHECK(connection.next_response().status == 200);
  connection.send(chunked_head("POST", "/v1/transactions", "Expect: 100-continue\r\n"));
  CHECK(connection.next_response().status == 100);
  connection.send(chunks_of("[" + deposit_of(user) + "]", 9) + next_request);
  CHECK(connection.next_response().status == 200);
  CHECK(connection.next_response().body == livez_body);
}

TEST_CASE("curl and Python send bodies of unknown length", "[api][chunked]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto run = [&](const std::string& script) {
    Process shell("/bin/sh", {"-c", script},
                  {{"URL", server.url()}, {"BODY", deposit_of(user)}, {"LINES", lines_of(user, 600)}});
    INFO(shell.log());
    CHECK(shell.wait() == 0);
  };
  run(R"(printf %s "$BODY" | curl -sfT - -X POST -H 'Content-Type: application/json' $URL/v1/transaction >/dev/null)");
  run(R"(printf %s "$BODY" | curl -sfT - -X POST -H 'Content-Type: application/json' -H 'Expect: 100-continue' \
         $URL/v1/transaction >/dev/null)");
  run(R"(printf %s "$LINES" | curl -sfT - -X POST -H 'Content-Type: application/x-ndjson' $URL/v1/transactions >/dev/null)");
  run(R"(python3 -c '
import http.client, os, sys
connection = http.client.HTTPConnection(os.environ["URL"][len("http://"):])
body = os.environ["BODY"].encode()
for attempt in 1, 2:
    connection.request("POST", "/v1/transaction", iter([body[:10], body[10:]]),
                       {"Content-Type": "application/json"}, encode_chunked=True)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200: sys.exit(answer.status)
')");
  CHECK(client.balance(user) == "603.00");
}

}  // namespace ledger::test
