// Responses that are produced while they are sent.
#include <chrono>
#include <string>

#include "tests/integration/api/stream_server.hpp"
#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"

namespace ledger::test {

TEST_CASE("A body made in pieces comes in chunks, and the connection goes on", "[http][stream]") {
  StreamServer server;
  auto connection = server.connect();
  connection.send(request_text("GET", "/short", "", {}) + request_text("GET", "/plain", "", {}));
  const auto head = connection.receive_head();
  CHECK(head.field("Transfer-Encoding") == "chunked");
  CHECK(head.field("Content-Length").empty());
  CHECK(connection.receive_chunk() == "first,");
  CHECK(connection.receive_chunk() == "last");
  CHECK(connection.receive_chunk().empty());
  CHECK(connection.next_response().body == "plain");
}

TEST_CASE("HEAD gets the head of a body made in pieces, and no body", "[http][stream]") {
  StreamServer server;
  auto connection = server.connect();
  connection.send(request_text("HEAD", "/endless", "", {}) + request_text("GET", "/plain", "", {}));
  CHECK(connection.receive_head().field("Transfer-Encoding") == "chunked");
  CHECK(connection.next_response().body == "plain");
  CHECK(server.seen_by_streams().written == 0);
}

TEST_CASE("To HTTP/1.0 a body made in pieces ends with the connection", "[http][stream]") {
  StreamServer server;
  auto connection = server.connect();
  connection.send("GET /short HTTP/1.0\r\nHost: ledger\r\nConnection: keep-alive\r\n\r\n");
  const auto answer = connection.receive();
  CHECK(answer->field("Transfer-Encoding").empty());
  CHECK(answer->field("Connection") == "close");
  CHECK(answer->body == "first,last");
}

TEST_CASE("A client that does not read holds the producer back, and is then given up", "[http][stream]") {
  StreamServer server;
  auto& seen_here = server.seen_by_streams();
  auto connection = server.connect();
  connection.send(request_text("GET", "/endless", "", {}));
  CHECK(connection.receive_head().status == 200);
  CHECK(eventually([&] { return seen_here.has_ended.load(); }));
  // No more than the kernel's buffers hold.
  CHECK(seen_here.written < 32U * 1024 * 1024);
}

TEST_CASE("A client that reads slowly and steadily gets all of a stream", "[http][stream]") {
  StreamServer server;
  auto connection = server.connect(8 * 1024);
  connection.send(request_text("GET", "/long", "", {}));
  CHECK(connection.receive_head().field("X-Accel-Buffering") == "no");
  connection.slow_down(16'384, std::chrono::milliseconds(5));
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t piece = 0; piece < LongStream::pieces; ++piece) {
    CHECK(connection.receive_chunk().size() == LongStream::piece_bytes);
  }
  CHECK(connection.receive_chunk().empty());
  // Longer than what would end it if nothing were taken.
  CHECK(std::chrono::steady_clock::now() - begin > 2 * stall);
}

TEST_CASE("A client that has stalled finds the rest and the reason when it reads on", "[http][stream]") {
  StreamServer server;
  auto& seen_here = server.seen_by_streams();
  auto connection = server.connect(8 * 1024);
  connection.send(request_text("GET", "/polite", "", {}));
  CHECK(connection.receive_head().status == 200);
  CHECK(eventually([&] { return seen_here.has_ended.load(); }));
  std::string last;
  for (auto chunk = connection.receive_chunk(); !chunk.empty(); chunk = connection.receive_chunk()) last = chunk;
  CHECK(last == "goodbye");
  CHECK(connection.is_closed_by_peer());
}

TEST_CASE("A stream ends when its client goes", "[http][stream]") {
  StreamServer server;
  auto& seen_here = server.seen_by_streams();
  for (const auto* target : {"/quiet", "/endless"}) {
    seen_here.has_ended = false;
    {
      auto connection = server.connect();
      connection.send(request_text("GET", target, "", {}));
      CHECK_FALSE(connection.receive_head().field("Transfer-Encoding").empty());
    }
    CHECK(eventually([&] { return seen_here.has_ended.load(); }, std::chrono::seconds(5)));
  }
  CHECK_FALSE(seen_here.was_stopping);
}

TEST_CASE("A stream that waits is ended in good order when the program stops", "[http][stream]") {
  StreamServer server;
  auto connection = server.connect();
  connection.send(request_text("GET", "/quiet", "", {}));
  connection.receive_head();
  CHECK(connection.receive_chunk() == "here");
  const auto begin = std::chrono::steady_clock::now();
  server.stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
  CHECK(server.seen_by_streams().was_stopping);
  CHECK(connection.receive_chunk().empty());
  CHECK(connection.is_closed_by_peer());
}

TEST_CASE("A stream that waits can be woken", "[http][stream]") {
  const StreamServer server;
  CHECK(server.get("/woken").body == "woken");
}

TEST_CASE("What a failed stream has sent cannot be taken for the whole", "[http][stream]") {
  const StreamServer server;
  auto connection = server.connect();
  connection.send(request_text("GET", "/failing", "", {}));
  connection.receive_head();
  CHECK_THROWS(connection.receive_chunk().empty() || connection.receive_chunk().empty());
  auto old = server.connect();
  old.send("GET /failing HTTP/1.0\r\nHost: ledger\r\n\r\n");
  CHECK_THROWS(old.receive());
  CHECK(server.get("/plain").body == "plain");
}

}  // namespace ledger::test
