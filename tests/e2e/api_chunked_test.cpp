// Requests whose bodies come in chunks, as many clients' libraries send them, and as attackers would.
#include <fmt/format.h>

#include <algorithm>

#include "tests/support/api_server.hpp"
#include "tests/support/guarded_server.hpp"
#include "tests/support/test_database.hpp"

namespace ledger::test {
namespace {

using namespace std::string_literals;

const std::string next_request = "GET /livez HTTP/1.1\r\nHost: ledger\r\n\r\n";
const std::string livez_body = R"({"status":"ok"})";

/// The text in chunks of so many bytes.
std::string chunks_of(const std::string& text, std::size_t chunk_bytes) {
  std::string chunks;
  for (std::size_t begin = 0; begin < text.size(); begin += chunk_bytes) {
    const auto chunk = text.substr(begin, chunk_bytes);
    chunks += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  return chunks + "0\r\n\r\n";
}

std::string chunked_head(const std::string& method, const std::string& target, const std::string& more = "",
                         const std::string& type = "application/json") {
  return method + " " + target + " HTTP/1.1\r\nHost: ledger\r\nContent-Type: " + type +
         "\r\nTransfer-Encoding: chunked\r\n" + more + "\r\n";
}

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

std::string deposit_of(const std::string& user, const std::string& amount = "1") {
  return payment_body(fresh_uid(), "DEPOSIT", user, amount);
}

std::string lines_of(const std::string& user, std::size_t count) {
  std::string lines;
  for (std::size_t made = 0; made < count; ++made) lines.append(deposit_of(user)).append("\n");
  return lines;
}

/// Bytes behind a good head that nobody may take for a body; each ends with the start of another request.
struct BadBody {
  std::string what;
  std::string bytes;
  int status = 400;
  std::string code = "request_malformed";
};

const std::vector<BadBody> bad_bodies = {
    {"extension", "2;a=b\r\n{}\r\n0\r\n\r\n"},
    {"extension on the last chunk", "2\r\n{}\r\n0;a\r\n\r\n"},
    {"endless extension", "2;" + std::string(100'000, 'a')},
    {"trailer", "2\r\n{}\r\n0\r\nX: y\r\n\r\n"},
    {"trailer that would authorize", "2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n"},
    {"endless trailers", "2\r\n{}\r\n0\r\n" + std::string(100'000, 'a')},
    {"bare line feed behind the size", "2\n{}\r\n0\r\n\r\n"},
    {"bare line feed behind the chunk", "2\r\n{}\n0\r\n\r\n"},
    {"bare line feed at the end", "2\r\n{}\r\n0\r\n\n"},
    {"bare carriage return", "2\r{}\r\n0\r\n\r\n"},
    {"0x before the size", "0x2\r\n{}\r\n0\r\n\r\n"},
    {"plus", "+2\r\n{}\r\n0\r\n\r\n"},
    {"minus", "-2\r\n{}\r\n0\r\n\r\n"},
    {"blank before the size", " 2\r\n{}\r\n0\r\n\r\n"},
    {"blank behind the size", "2 \r\n{}\r\n0\r\n\r\n"},
    {"tab behind the size", "2\t\r\n{}\r\n0\r\n\r\n"},
    {"no size", "\r\n{}\r\n0\r\n\r\n"},
    {"no hexadecimal digit", "g\r\n{}\r\n0\r\n\r\n"},
    {"leading zeros beyond 8 digits", "000000002\r\n{}\r\n0\r\n\r\n"},
    {"size beyond 64 bits", "10000000000000002\r\n{}\r\n0\r\n\r\n"},
    {"chunk longer than its size", "1\r\n{}\r\n0\r\n\r\n"},
    {"chunk shorter than its size", "4\r\n{}\r\n0\r\n\r\n"},
    {"size of 32 bits", "ffffffff\r\n", 413, "body_too_large"},
    {"a byte more than fits", "10000\r\n", 413, "body_too_large"},
    {"many small chunks",
     [] {
       std::string ones;
       while (ones.size() < 70'000) ones += "1\r\n \r\n";
       return ones;
     }(),
     413, "body_too_large"},
    {"nothing but zeros", std::string(70'000, '0')},
};

/// Heads with a Transfer-Encoding that is refused whatever follows.
const std::vector<std::string> bad_codings = {
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, gzip",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunkedx",
    "Transfer-Encoding: chunked;q=1",
    "Transfer-Encoding: \"chunked\"",
    "Transfer-Encoding: ,chunked",
    "Transfer-Encoding:",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 12",
    "Content-Length: 12\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 0",
};

void check_refused_and_closed(const ApiServer& server, const std::string& bytes, int status, const std::string& code) {
  RawConnection connection(server.url());
  connection.send(bytes);
  const auto answer = connection.receive();
  REQUIRE(answer);
  CHECK(answer->status == status);
  CHECK(Json::parse(answer->body)["code"] == code);
  CHECK(answer->field("Connection") == "close");
  CHECK(connection.is_closed_by_peer());
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
  CHECK(dialects.receive()->status == 200);
  CHECK(dialects.receive()->status == 200);
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

TEST_CASE("Chunks that another server might read differently are refused, and the connection closed",
          "[api][chunked][hostile]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (const auto& bad : bad_bodies) {
    INFO(bad.what);
    const auto request = chunked_head("POST", "/v1/transaction") + bad.bytes;
    check_refused_and_closed(server, request + next_request, bad.status, bad.code);
  }
  for (const auto& coding : bad_codings) {
    INFO(coding);
    const auto body = chunks_of("{}", 2);
    check_refused_and_closed(server, "POST /v1/transaction HTTP/1.1\r\nHost: ledger\r\n" + coding + "\r\n\r\n" + body,
                             411, "transfer_encoding_refused");
  }
  check_refused_and_closed(
      server, "POST /v1/transaction HTTP/1.0\r\nHost: ledger\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411,
      "transfer_encoding_refused");
  // Nothing behind was taken for a command.
  CHECK(client.balance(user) == "0.00");
}

TEST_CASE("A bulk body in bad chunks is refused wherever it goes wrong", "[api][chunked][bulk][hostile]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto head = chunked_head("POST", "/v1/transactions", "", "application/x-ndjson");
  const auto lines = chunks_of(lines_of(user, 1000), 1000);
  const auto good = lines.substr(0, lines.size() - 5);
  for (const auto& bad : bad_bodies) {
    // Within the bounds of a bulk body.
    if (bad.status == 413) continue;
    INFO(bad.what);
    check_refused_and_closed(server, head + good + bad.bytes, bad.status, bad.code);
    check_refused_and_closed(server, head + bad.bytes, bad.status, bad.code);
  }
  check_refused_and_closed(server, head + good + "ffffffff\r\n", 413, "body_too_large");
  check_refused_and_closed(server, head + "1000000\r\n", 413, "body_too_large");
  // A refusal before the last chunk was read ends the connection.
  check_refused_and_closed(server, chunked_head("POST", "/v1/transactions", "", "text/plain") + "2\r\n[]\r\n", 415,
                           "media_type_unsupported");
  CHECK(client.balance(user) == "0.00");
}

TEST_CASE("Small chunks have no more time than any other body", "[api][chunked][hostile]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_HTTP_BODY_TIMEOUT_MS", "300"}});
  RawConnection connection(server.url());
  connection.send(chunked_head("POST", "/v1/transaction"));
  const bool answered = eventually(
      [&connection] {
        connection.send("1\r\n \r\n");
        return connection.has_received();
      },
      std::chrono::seconds(5));
  CHECK(answered);
  CHECK(connection.receive()->status == 408);
}

TEST_CASE("A client that asks before it sends chunks is told to go on", "[api][chunked]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  RawConnection connection(server.url());
  connection.send(chunked_head("POST", "/v1/transaction", "Expect: 100-continue\r\n"));
  CHECK(connection.receive()->status == 100);
  connection.send(chunks_of(deposit_of(user), 9));
  CHECK(connection.receive()->status == 200);
  connection.send(chunked_head("POST", "/v1/transactions", "Expect: 100-continue\r\n"));
  CHECK(connection.receive()->status == 100);
  connection.send(chunks_of("[" + deposit_of(user) + "]", 9) + next_request);
  CHECK(connection.receive()->status == 200);
  CHECK(connection.receive()->body == livez_body);
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
