// Responses that are produced while they are sent.
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>

#include "api/http/message/client_address.hpp"
#include "api/http/message/problem.hpp"
#include "api/http/server.hpp"
#include "api/rest/dispatcher.hpp"
#include "api/services/context/app_context.hpp"
#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using api::BodySink;
using api::Task;

/// A client that takes nothing for this long has stalled.
constexpr std::chrono::milliseconds stall{500};
/// The observations that a test's streams report.
struct Seen {
  std::atomic<std::size_t> written{0};
  std::atomic<bool> has_ended{false};
  std::atomic<bool> was_stopping{false};
};
Seen* seen = nullptr;

/// Three pieces, the second of them empty.
class ShortStream final : public api::BodyStream {
  Task<void> produce(BodySink& sink) override {
    for (const std::string_view piece : {"first,", "", "last"}) {
      const bool taken = co_await sink.write(piece);
      if (!taken) co_return;
    }
  }
};

/// Sends pieces for as long as the client takes them.
class EndlessStream final : public api::BodyStream {
  Task<void> produce(BodySink& sink) override {
    const std::string piece(64 * 1024, 'x');
    for (bool taken = true; taken;) {
      taken = co_await sink.write(piece);
      if (taken) seen->written += piece.size();
    }
    seen->has_ended = true;
  }
};

/// Pieces larger than all buffers, then the end.
class LongStream final : public api::BodyStream {
 public:
  static constexpr std::size_t pieces = 2;
  static constexpr std::size_t piece_bytes = std::size_t{3} * 1024 * 1024;

 private:
  Task<void> produce(BodySink& sink) override {
    const std::string piece(piece_bytes, 'x');
    for (std::size_t written = 0; written < pieces; ++written) {
      const bool taken = co_await sink.write(piece);
      if (!taken) break;
    }
    seen->has_ended = true;
  }
};

/// Sends a last message to a client that has stalled.
class PoliteStream final : public api::BodyStream {
  Task<void> produce(BodySink& sink) override {
    const std::string piece(64 * 1024, 'x');
    for (bool taken = true; taken;) taken = co_await sink.write(piece);
    if (sink.is_stalled()) co_await sink.write_farewell("goodbye");
    seen->has_ended = true;
  }
};

/// Sends one piece, then only waits.
class QuietStream final : public api::BodyStream {
  Task<void> produce(BodySink& sink) override {
    co_await sink.write("here");
    const auto end = BodySink::Clock::now() + patience;
    for (bool wanted = true; wanted;) wanted = co_await sink.wait_until(end);
    seen->was_stopping = sink.is_stopping();
    seen->has_ended = true;
  }
};

/// Is woken before and while it waits.
class WokenStream final : public api::BodyStream {
  Task<void> produce(BodySink& sink) override {
    const auto end = BodySink::Clock::now() + patience;
    sink.wake();
    bool wanted = co_await sink.wait_until(end);
    boost::asio::post(co_await boost::asio::this_coro::executor, [&sink] { sink.wake(); });
    wanted = wanted && co_await sink.wait_until(end);
    const bool in_time = BodySink::Clock::now() < end;
    co_await sink.write(wanted && in_time ? "woken" : "not woken");
  }
};

class FailingStream final : public api::BodyStream {
  Task<void> produce(BodySink& sink) override {
    co_await sink.write("half");
    throw std::runtime_error("this stream fails");
  }
};

template <class Stream>
Task<api::Response> answer(api::Request& /*request*/, api::AppContext& /*services*/) {
  api::Response response;
  response.content_type = "text/plain";
  response.stream = std::make_unique<Stream>();
  co_return response;
}

Task<api::Response> plain(api::Request& /*request*/, api::AppContext& /*services*/) {
  co_return api::Response{.status = api::Status::ok, .body = "plain", .content_type = "text/plain", .fields = {}};
}

/// A server with these streams. No handler uses the services.
class StreamServer {
 public:
  StreamServer() {
    limits_.answer = std::chrono::milliseconds(300);
    limits_.stream_stall = stall;
    seen = &seen_;
    server_.emplace("127.0.0.1", std::uint16_t{0}, limits_, dispatcher_, http_metrics_);
    server_->start();
  }
  ~StreamServer() { stop(); }

  void stop() {
    if (server_) server_->stop(std::chrono::seconds(5));
    server_.reset();
  }
  /// `buffer_bytes` limits how much the client's system buffers; 0 means the default.
  [[nodiscard]] RawConnection connect(int buffer_bytes = 0) const {
    return RawConnection(server_->url(), buffer_bytes);
  }
  /// Returns the answer to a request on a separate connection.
  [[nodiscard]] HttpResponse get(const std::string& target) const {
    auto connection = connect();
    connection.send(request_text("GET", target, "", {}));
    return connection.receive().value();
  }
  [[nodiscard]] Seen& seen_by_streams() { return seen_; }

 private:
  TestDatabase database_;
  WriterHarness writer_{database_.service()};
  api::ReadPool reads_{database_.service(), {}, writer_.metrics()};
  api::ReadPool long_reads_{database_.service(), {}, writer_.metrics(), "long"};
  api::EventFeeds events_{database_.service(), 1, {}, writer_.writer().epochs(), writer_.metrics()};
  api::PasswordPool passwords_{{}, writer_.metrics()};
  api::AuthService auth_{api::AuthSettings{.off = true}};
  const api::TrustedProxies proxies_;
  api::Repairs repairs_{database_.service(), writer_.metrics()};
  Obstacles obstacles_;
  api::AppContext services_{.writer = writer_.writer(),
                            .obstacles = obstacles_,
                            .epochs = writer_.writer().epochs(),
                            .journal = JournalId(0),
                            .reads = reads_,
                            .long_reads = long_reads_,
                            .passwords = passwords_,
                            .events = events_,
                            .metrics = writer_.metrics(),
                            .default_currency = Currency::from_code("USD").value(),
                            .auth = auth_,
                            .repairs = repairs_,
                            .proxies = proxies_};
  const api::Router router_{{
      {api::Method::get, "/short", api::Body::none, api::Access::everyone, answer<ShortStream>},
      {api::Method::get, "/endless", api::Body::none, api::Access::everyone, answer<EndlessStream>},
      {api::Method::get, "/long", api::Body::none, api::Access::everyone, answer<LongStream>},
      {api::Method::get, "/polite", api::Body::none, api::Access::everyone, answer<PoliteStream>},
      {api::Method::get, "/quiet", api::Body::none, api::Access::everyone, answer<QuietStream>},
      {api::Method::get, "/woken", api::Body::none, api::Access::everyone, answer<WokenStream>},
      {api::Method::get, "/failing", api::Body::none, api::Access::everyone, answer<FailingStream>},
      {api::Method::get, "/plain", api::Body::none, api::Access::everyone, plain},
  }};
  const api::FixedPrincipal everyone_{api::anonymous_principal()};
  api::HttpMetrics http_metrics_{writer_.metrics(), std::vector<std::string>(8, "a route")};
  api::HttpLimits limits_;
  Seen seen_;
  const api::Dispatcher dispatcher_{router_, services_, http_metrics_, everyone_};
  std::optional<api::Server> server_;
};

}  // namespace

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
