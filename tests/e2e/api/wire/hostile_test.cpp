// The server withstands bytes that no well-behaved client sends.
#include "tests/e2e/api/wire/raw_requests.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using namespace std::string_literals;

struct Attack {
  std::string what;
  std::string bytes;
  int status;
  std::string code;
};

std::string many_fields(int count) {
  std::string fields;
  for (int made = 0; made < count; ++made) fields.append("A: b\r\n");
  return fields;
}

/// Each must be answered with an error and the end of the connection, so that nothing behind it is taken for a request.
std::vector<Attack> attacks() {
  const std::string smuggled = health;
  return {
      {"gzip as transfer encoding", post_head("Transfer-Encoding: gzip\r\n") + smuggled, 411,
       "transfer_encoding_refused"},
      {"identity as transfer encoding", post_head("Transfer-Encoding: identity\r\n") + smuggled, 411,
       "transfer_encoding_refused"},
      {"transfer encoding before a length", post_head("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n") + "{}",
       411, "transfer_encoding_refused"},
      {"transfer encoding behind a length", post_head("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n") + "{}",
       411, "transfer_encoding_refused"},
      {"chunked in HTTP/1.0",
       "POST /v1/transaction HTTP/1.0\r\nHost: ledger\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411,
       "transfer_encoding_refused"},
      {"no Host", "GET /livez HTTP/1.1\r\n\r\n", 400, "request_malformed"},
      {"two Hosts in HTTP/1.0", "GET /livez HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "request_malformed"},
      {"two Hosts", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "request_malformed"},
      {"the same Host twice", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "request_malformed"},
      {"URL with a user", "GET http://me@ledger/livez HTTP/1.1\r\nHost: ledger\r\n\r\n", 400, "request_malformed"},
      {"URL of another kind", "GET ftp://ledger/livez HTTP/1.1\r\nHost: ledger\r\n\r\n", 400, "request_malformed"},
      {"URL without Host", "GET http://ledger/livez HTTP/1.1\r\n\r\n", 400, "request_malformed"},
      {"authority target", "CONNECT ledger:80 HTTP/1.1\r\nHost: ledger\r\n\r\n", 400, "request_malformed"},
      {"asterisk target", "OPTIONS * HTTP/1.1\r\nHost: ledger\r\n\r\n", 400, "request_malformed"},
      {"folded field", "GET /livez HTTP/1.1\r\nHost: ledger\r\nX: a\r\n b\r\n\r\n", 400, "request_malformed"},
      {"folded with a tab", "GET /livez HTTP/1.1\r\nHost: ledger\r\nX: a\r\n\tb\r\n\r\n", 400, "request_malformed"},
      {"folded first field", "GET /livez HTTP/1.1\r\n Host: ledger\r\n\r\n", 400, "request_malformed"},
      {"list of lengths", post_head("Content-Length: 5, 5\r\n") + "hello", 400, "request_malformed"},
      {"two equal lengths", post_head("Content-Length: 2\r\nContent-Length: 2\r\n") + "{}", 400, "request_malformed"},
      {"two other lengths", post_head("Content-Length: 2\r\nContent-Length: 3\r\n") + "{}", 400, "request_malformed"},
      {"signed length", post_head("Content-Length: +2\r\n") + "{}", 400, "request_malformed"},
      {"negative length", post_head("Content-Length: -1\r\n") + "{}", 400, "request_malformed"},
      {"hexadecimal length", post_head("Content-Length: 0x2\r\n") + "{}", 400, "request_malformed"},
      {"length beyond 64 bits", post_head("Content-Length: 99999999999999999999\r\n"), 400, "request_malformed"},
      {"body of 64 KiB and a byte", post_head("Content-Length: 65537\r\n"), 413, "body_too_large"},
      {"body of terabytes", post_head("Content-Length: 9999999999999\r\n"), 413, "body_too_large"},
      {"head beyond 8 KiB", post_head("X: " + std::string(8200, 'x') + "\r\n"), 431, "header_too_large"},
      {"endless head", "GET /livez HTTP/1.1\r\nX: " + std::string(9000, 'x'), 431, "header_too_large"},
      {"endless target", "GET /" + std::string(9000, 'x'), 431, "header_too_large"},
      {"65 fields", "GET /livez HTTP/1.1\r\nHost: ledger\r\n" + many_fields(64) + "\r\n", 431, "header_too_large"},
      {"unknown expectation", post_head("Expect: 200-ok\r\nContent-Length: 2\r\n") + "{}", 417, "expectation_failed"},
      {"blank before the colon", "GET /livez HTTP/1.1\r\nHost : ledger\r\n\r\n", 400, "request_malformed"},
      {"NUL in a field", "GET /livez HTTP/1.1\r\nHost: led\0ger\r\n\r\n"s, 400, "request_malformed"},
      {"NUL in the target", "GET /li\0vez HTTP/1.1\r\nHost: ledger\r\n\r\n"s, 400, "request_malformed"},
      {"bare line feed in a field", "GET /livez HTTP/1.1\r\nHost: ledger\nX: y\r\n\r\n", 400, "request_malformed"},
      {"blank in the target", "GET /livez /x HTTP/1.1\r\nHost: ledger\r\n\r\n", 400, "request_malformed"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "request_malformed"},
      {"HTTP/0.9", "GET /livez\r\n\r\n", 400, "request_malformed"},
      {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "\r\n\r\n", 400, "request_malformed"},
      {"nothing but line ends", "\r\n\r\n", 400, "request_malformed"},
  };
}

}  // namespace

TEST_CASE("A hostile request is refused and its connection closed", "[api][hostile]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  for (const auto& attack : attacks()) {
    INFO(attack.what);
    RawConnection connection(server.url());
    connection.send(attack.bytes);
    const auto response = connection.receive();
    REQUIRE(response);
    CHECK(response->status == attack.status);
    CHECK(Json::parse(response->body)["code"] == attack.code);
    CHECK(response->field("Content-Type") == "application/problem+json");
    CHECK(response->field("Connection") == "close");
    CHECK(connection.is_closed_by_peer());
  }
  CHECK(server.client().get("/livez").status == 200);
}

TEST_CASE("A body is refused that is not what it should be, and the connection goes on", "[api][hostile]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto type = [](const std::string& value) { return HttpFields{{"Content-Type", value}}; };

  SECTION("media types") {
    for (const auto* wrong : {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", "json"}) {
      INFO(wrong);
      CHECK(client.post("/v1/user", R"({"name":"A"})", type(wrong)).problem() == "415 media_type_unsupported");
    }
    for (const auto* right : {"application/json", "Application/JSON", "application/json; charset=utf-8"}) {
      INFO(right);
      CHECK(client.post("/v1/user", R"({"name":"A"})", type(right)).status() == 201);
    }
    RawConnection untyped(server.url());
    untyped.send("POST /v1/user HTTP/1.1\r\nHost: ledger\r\nContent-Length: 12\r\n\r\n{\"name\":\"A\"}");
    CHECK(untyped.next_response().status == 415);
  }
  SECTION("nesting, encodings, sizes") {
    const std::string open_brackets(30'000, '[');
    CHECK(client.post("/v1/user", R"({"name":)" + open_brackets).problem() == "400 json_too_deep");
    CHECK(client.post("/v1/user", "{\"name\":\"\xff\"}").problem() == "400 json_malformed");
    CHECK(client.post("/v1/user", "{\"name\":\"\xed\xa0\x80\"}").problem() == "400 json_malformed");
    CHECK(client.post("/v1/user", "{\"name\":\"\xc0\x80\"}").problem() == "400 json_malformed");
    CHECK(client.post("/v1/user", std::string("{\"name\":\"A\"}\0", 13)).problem() == "400 json_malformed");
    CHECK(client.post("/v1/user", "\xef\xbb\xbf{}").problem() == "400 json_malformed");
    std::string many = R"({"name":"A")";
    for (int count = 0; count < 100; ++count) many += ",\"" + std::to_string(count) + "\":1";
    CHECK(client.post("/v1/user", many + "}").problem() == "400 json_too_large");
    const std::string blanks(65'536 - 12, ' ');
    CHECK(client.post("/v1/user", blanks + R"({"name":"A"})").status() == 201);
  }
}

TEST_CASE("Paths and methods that are not there", "[api][hostile]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  auto client = server.client();
  for (const auto* path : {"//", "/v1", "/v1/user/1/", "/v1/user//balance", "/v1//user", "/V1/user/1",
                           "/v1/transaction/", "/v1/user/1/balance/x", "/%76%31/user/1", "/../livez", "/livez/."}) {
    INFO(path);
    const auto response = client.get(path);
    CHECK(response.status == 404);
    CHECK(Json::parse(response.body)["code"] == "route_not_found");
  }
  const auto refused = client.request("DELETE", "/v1/transaction");
  CHECK(refused.status == 405);
  CHECK(refused.field("Allow") == "POST, PUT");
  CHECK(client.request("PUT", "/v1/user/1").field("Allow") == "GET, HEAD");
  CHECK(client.request("BREW", "/v1/user").field("Allow") == "POST");
  CHECK(client.get("/v1/user").status == 405);
}

TEST_CASE("Requests in one packet are answered in order", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  std::string requests;
  for (int count = 1; count <= 20; ++count) {
    const auto body = payment_body(fresh_uid(), "DEPOSIT", user, std::to_string(count));
    requests += request_text("POST", "/v1/transaction", body, {});
  }
  requests += request_text("GET", "/v1/user/" + user + "/balance", "", {});
  RawConnection connection(server.url());
  connection.send(requests);
  for (int count = 1; count <= 20; ++count) {
    const auto response = connection.receive();
    REQUIRE(response);
    CHECK(Json::parse(response->body)["amount"] == std::to_string(count) + ".00");
  }
  CHECK(Json::parse(connection.next_response().body)["balance"] == "210.00");
}

TEST_CASE("A request may arrive byte by byte", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RawConnection connection(server.url());
  for (const char byte : request_text("POST", "/v1/user", R"({"name":"Ann"})", {})) connection.send({byte});
  CHECK(connection.next_response().status == 201);
}

TEST_CASE("HTTP/1.0 needs no Host", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RawConnection connection(server.url());
  connection.send("GET /health HTTP/1.0\r\n\r\n");
  const auto response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(connection.is_closed_by_peer());
}

TEST_CASE("HTTP/1.0, HEAD, Connection: close and Expect: 100-continue", "[api][http]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RawConnection connection(server.url());

  SECTION("HTTP/1.0 has one answer a connection, whatever it asks for") {
    connection.send("GET /livez HTTP/1.0\r\nHost: ledger\r\nConnection: keep-alive\r\n\r\n");
    CHECK(connection.next_response().status == 200);
    CHECK(connection.is_closed_by_peer());
  }
  SECTION("close is obeyed") {
    connection.send(std::string("GET /livez HTTP/1.1\r\nHost: ledger\r\nConnection: close\r\n\r\n") + health);
    CHECK(connection.next_response().field("Connection") == "close");
    CHECK(connection.is_closed_by_peer());
  }
  SECTION("HEAD has the fields of GET and no body") {
    connection.send(std::string("HEAD /livez HTTP/1.1\r\nHost: ledger\r\n\r\n") + health);
    const auto head = connection.receive(true);
    CHECK(head->field("Content-Length") == "15");
    CHECK(connection.next_response().body == R"({"status":"ok"})");
  }
  SECTION("a client that asks before it sends is told to go on") {
    connection.send(
        "POST /v1/user HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n");
    CHECK(connection.next_response().status == 100);
    connection.send(R"({"name":"A"})");
    CHECK(connection.next_response().status == 201);
  }
}

}  // namespace ledger::test
