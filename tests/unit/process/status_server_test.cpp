#include "ledger/process/status_server.hpp"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

using boost::asio::ip::tcp;

/// Returns all that the server sends until it closes the connection.
std::string answer_to(std::uint16_t port, const std::string& request) {
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect({boost::asio::ip::address_v4::loopback(), port});
  boost::system::error_code error;
  boost::asio::write(socket, boost::asio::buffer(request), error);
  std::string answer;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), error);
  return answer;
}

std::string get(std::uint16_t port, const std::string& target) {
  return answer_to(port, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

}  // namespace

TEST_CASE("The status server says alive, ready or why not, and its metrics", "[status]") {
  prometheus::Registry metrics;
  prometheus::BuildCounter().Name("ledger_test_total").Register(metrics).Add({}).Increment(7);
  std::optional<std::string> reason = "the database is away";
  bool broken = false;
  const StatusServer server(
      "127.0.0.1:0",
      [&] {
        if (broken) throw std::runtime_error("it broke");
        return reason;
      },
      metrics);
  const auto port = server.port();

  CHECK(server.url() == "http://127.0.0.1:" + std::to_string(port));
  CHECK_THAT(get(port, "/livez"), StartsWith("HTTP/1.1 200 OK\r\n"));
  CHECK_THAT(get(port, "/readyz"), StartsWith("HTTP/1.1 503 ") && EndsWith("the database is away\n"));
  reason.reset();
  CHECK_THAT(get(port, "/readyz"), StartsWith("HTTP/1.1 200 OK\r\n"));
  broken = true;
  CHECK_THAT(get(port, "/readyz"), StartsWith("HTTP/1.1 503 ") && EndsWith("it broke\n"));
  CHECK_THAT(get(port, "/metrics"), Contains("ledger_test_total 7"));
  for (const auto* name : {"ledger_build_info{version=\"", "process_cpu_seconds_total ",
                           "process_resident_memory_bytes ", "process_threads ", "process_virtual_memory_bytes ",
                           "process_start_time_seconds ", "process_open_fds ", "process_max_fds "}) {
    CHECK_THAT(get(port, "/metrics"), Contains(std::string("\n") + name));
  }
  CHECK_THAT(get(port, "/else"), StartsWith("HTTP/1.1 404 "));
  CHECK_THAT(answer_to(port, "POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"),
             StartsWith("HTTP/1.1 405 "));
}

TEST_CASE("The status server shows as a metric what it answers to /readyz", "[status]") {
  prometheus::Registry metrics;
  std::optional<std::string> reason = "the database is away";
  bool broken = false;
  const StatusServer server(
      "127.0.0.1:0",
      [&] {
        if (broken) throw std::runtime_error("it broke");
        return reason;
      },
      metrics, "ledger_test_ready");
  CHECK_THAT(get(server.port(), "/metrics"), Contains("\nledger_test_ready 0\n"));
  reason.reset();
  CHECK_THAT(get(server.port(), "/metrics"), Contains("\nledger_test_ready 1\n"));
  broken = true;
  CHECK_THAT(get(server.port(), "/metrics"), Contains("\nledger_test_ready 0\n"));
}

TEST_CASE("The status server closes on what is not HTTP or too long, and serves on", "[status]") {
  prometheus::Registry metrics;
  const StatusServer server(
      "127.0.0.1:0", [] { return std::nullopt; }, metrics);
  CHECK(answer_to(server.port(), "hello\r\n\r\n").empty());
  std::string too_long = "GET /livez HTTP/1.1\r\nX-Long: ";
  too_long.append(9000, 'x').append("\r\n\r\n");
  CHECK(answer_to(server.port(), too_long).empty());
  CHECK_THAT(get(server.port(), "/readyz"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("Idle connections to the status server do not keep a probe out", "[status]") {
  prometheus::Registry metrics;
  const StatusServer server(
      "127.0.0.1:0", [] { return std::nullopt; }, metrics);
  boost::asio::io_context context;
  std::vector<tcp::socket> idle;
  for (const std::size_t count : {64U, 500U}) {
    while (idle.size() < count) {
      idle.emplace_back(context).connect({boost::asio::ip::address_v4::loopback(), server.port()});
      // Half of them have begun a request.
      if (idle.size() % 2 == 0) boost::asio::write(idle.back(), boost::asio::buffer(std::string("GET /liv")));
    }
    for (int repeated = 0; repeated < 3; ++repeated) {
      CHECK_THAT(get(server.port(), "/livez"), StartsWith("HTTP/1.1 200 OK\r\n"));
    }
  }
  // The youngest of them is still served.
  boost::asio::write(idle.back(), boost::asio::buffer(std::string("ez HTTP/1.1\r\nHost: localhost\r\n\r\n")));
  boost::system::error_code error;
  std::string answer;
  boost::asio::read(idle.back(), boost::asio::dynamic_buffer(answer), error);
  CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("The status server refuses an address that is none or taken", "[status]") {
  prometheus::Registry metrics;
  const auto ready = [] { return std::nullopt; };
  CHECK_THROWS_AS(StatusServer("8001", ready, metrics), std::invalid_argument);
  const StatusServer first("127.0.0.1:0", ready, metrics);
  // A listening port cannot be shared, though it may be taken over from a server that has just ended.
  CHECK_THROWS(StatusServer("127.0.0.1:" + std::to_string(first.port()), ready, metrics));
}

}  // namespace ledger
