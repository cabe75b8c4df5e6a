// Bodies in chunks as attackers would send them: what one server takes for the end another must not take for the
// middle.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/chunked_text.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

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
  CHECK(connection.next_response().status == 408);
}

}  // namespace ledger::test
