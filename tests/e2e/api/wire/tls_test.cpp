// The API over TLS, as an OpenSSL client sees it.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/api/api_server.hpp"
#include "tests/support/api/secure_server.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

/// A client's trusted certificates, and the newest version of TLS that it speaks.
struct Client {
  std::string authority;
  int newest = TLS1_3_VERSION;
};

/// Returns all that the server sends for these bytes until it ends the connection. Throws boost::system::system_error.
std::string exchange(const SecureServer& server, const Client& client, const std::string& bytes) {
  asio::io_context context;
  ssl::context trust(ssl::context::tls_client);
  trust.load_verify_file(client.authority.starts_with('/') ? client.authority
                                                           : server.certificates().path(client.authority));
  trust.set_verify_mode(ssl::verify_peer);
  SSL_CTX_set_max_proto_version(trust.native_handle(), client.newest);
  // Older protocols than ours need older habits on our side as well.
  if (client.newest < TLS1_2_VERSION) SSL_CTX_set_security_level(trust.native_handle(), 0);
  ssl::stream<asio::ip::tcp::socket> stream(context, trust);
  asio::ip::tcp::resolver resolver(context);
  asio::connect(stream.next_layer(), resolver.resolve("127.0.0.1", server.port()));
  stream.handshake(ssl::stream_base::client);
  asio::write(stream, asio::buffer(bytes));
  std::string received;
  boost::system::error_code error;
  asio::read(stream, asio::dynamic_buffer(received), error);
  // Told within TLS that this is all: not just cut off.
  CHECK(error == asio::error::eof);
  return received;
}

std::string last_request(const std::string& method, const std::string& target, const std::string& body) {
  return request_text(method, target, body, {{"Connection", "close"}});
}

std::size_t occurrences_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("Over TLS everything is as it is without", "[api][tls]") {
  SecureServer server;
  const Client client{.authority = "authority.pem"};
  CHECK(exchange(server, client, last_request("GET", "/livez", "")).ends_with(R"({"status":"ok"})"));
  const auto opened = exchange(server, client, last_request("POST", "/v1/user", R"({"name":"Ann"})"));
  CHECK(opened.starts_with("HTTP/1.1 201 "));

  // Several requests at once, on one connection.
  const auto one = request_text("GET", "/v1/user/1", "", {});
  const auto answers = exchange(server, client, one + one + last_request("GET", "/v1/user/1", ""));
  CHECK(occurrences_of(answers, "HTTP/1.1 200 OK") == 3);

  // Many records in and out.
  std::string bulk;
  for (int index = 0; index < 1'000; ++index) {
    bulk += (index == 0 ? '[' : ',') + payment_body(fresh_uid(), "DEPOSIT", "1", "1");
  }
  const auto recorded = exchange(server, client, last_request("POST", "/v1/transactions", bulk + ']'));
  CHECK(occurrences_of(recorded, R"("status":200)") == 1'000);

  server.process().send_signal(SIGTERM);
  CHECK(server.process().wait() == 0);
}

TEST_CASE("TLS older than 1.2, strangers and plain text get nowhere", "[api][tls]") {
  SecureServer server;
  const auto request = last_request("GET", "/livez", "");
  CHECK_NOTHROW(exchange(server, {.authority = "authority.pem", .newest = TLS1_2_VERSION}, request));
  CHECK_THROWS_AS(exchange(server, {.authority = "authority.pem", .newest = TLS1_1_VERSION}, request),
                  boost::system::system_error);
  CHECK_THROWS_AS(exchange(server, {.authority = "stranger.pem"}, request), boost::system::system_error);
  RawConnection plain("http://127.0.0.1:" + server.port());
  plain.send(request);
  CHECK_FALSE(plain.receive());
}

TEST_CASE("A key that is not the certificate's is refused at the start", "[api][tls]") {
  const TestDatabase database;
  const Certificates certificates;
  auto environment = database_environment(database.service());
  environment.merge(Process::Environment{{"LEDGER_AUTH", "off"},
                                         {"LEDGER_TLS_CERTIFICATE_FILE", certificates.path("broker.pem")},
                                         {"LEDGER_TLS_KEY_FILE", certificates.path("client.key")}});
  Process process(program_path("ledger-api"), {"--http-address", "127.0.0.1:0"}, environment);
  CHECK(process.wait() != 0);
  CHECK(process.log().find("client.key") != std::string::npos);
}

TEST_CASE("A certificate is taken as soon as its file changes, and connections that are there go on", "[api][tls]") {
  SecureServer server;
  const Certificates renewed;
  const auto request = last_request("GET", "/livez", "");
  const auto is_trusted = [&](const Certificates& authority) {
    try {
      return exchange(server, {.authority = authority.path("authority.pem")}, request).ends_with(R"({"status":"ok"})");
    } catch (const boost::system::system_error&) {
      return false;
    }
  };
  REQUIRE(is_trusted(server.certificates()));
  CHECK_FALSE(is_trusted(renewed));
  // Between one file and the other, the pair that belongs together stays.
  server.certificates().replace("broker.key", renewed);
  REQUIRE(eventually([&] { return server.process().log().find("stays as it was") != std::string::npos; }));
  CHECK(is_trusted(server.certificates()));
  server.certificates().replace("broker.pem", renewed);
  CHECK(eventually([&] { return is_trusted(renewed); }));
  CHECK_FALSE(is_trusted(server.certificates()));
}

}  // namespace ledger::test
